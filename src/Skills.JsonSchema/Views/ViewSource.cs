using System.Runtime.CompilerServices;
using Skills.JsonSchema.Compilation;

namespace Skills.JsonSchema.Views;

/// <summary>What a view is made of. Two views of the same source are the same object.</summary>
internal sealed class ViewSource : IEquatable<ViewSource>
{
    private readonly int _hash;

    public ViewSource(IEnumerable<SchemaNode> nodes, IEnumerable<ViewChoice>? choices = null, IEnumerable<ViewDecision>? decided = null)
    {
        Nodes = [.. nodes.Distinct()];
        Choices = [.. choices ?? []];
        Decided = [.. (decided ?? []).Distinct()];
        var hash = default(HashCode);
        foreach (var node in Nodes)
        {
            hash.Add(RuntimeHelpers.GetHashCode(node));
        }

        foreach (var member in Choices.SelectMany(static choice => choice.Members))
        {
            hash.Add(RuntimeHelpers.GetHashCode(member));
        }

        hash.Add(Decided.Length);
        _hash = hash.ToHashCode();
    }

    // A schema as written, by far the most frequent source.
    private ViewSource(SchemaNode node) => (Nodes, Choices, Decided, _hash) = ([node], [], [], RuntimeHelpers.GetHashCode(node));

    /// <summary>The schemas that apply in any case.</summary>
    public SchemaNode[] Nodes { get; }

    /// <summary>Choices that came from elsewhere than these schemas.</summary>
    public ViewChoice[] Choices { get; }

    /// <summary>Choices of these schemas that are made.</summary>
    public ViewDecision[] Decided { get; }

    /// <summary>Whether it is one schema as written.</summary>
    public bool IsPlain => Nodes.Length == 1 && Choices.Length == 0 && Decided.Length == 0;

    /// <summary>The source of a view of one schema as written. It is found by the schema, not by comparing sources.</summary>
    public static ViewSource Plain(SchemaNode node) => new(node);

    /// <summary>This and another together.</summary>
    public ViewSource And(ViewSource other, IEnumerable<ViewDecision> decided) =>
        new([.. Nodes, .. other.Nodes], [.. Choices, .. other.Choices], [.. Decided, .. other.Decided, .. decided]);

    public bool Equals(ViewSource? other) =>
        other is not null && _hash == other._hash
        && Nodes.AsSpan().SequenceEqual(other.Nodes)
        && Decided.AsSpan().SequenceEqual(other.Decided)
        && Choices.Length == other.Choices.Length
        && Choices.Zip(other.Choices).All(static pair => AreSame(pair.First, pair.Second));

    public override bool Equals(object? obj) => Equals(obj as ViewSource);

    public override int GetHashCode() => _hash;

    private static bool AreSame(ViewChoice left, ViewChoice right) =>
        left.Kind == right.Kind && left.IsComplete == right.IsComplete && left.Members.SequenceEqual(right.Members);
}
