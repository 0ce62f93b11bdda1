using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Skills.Engine.Generators.Checking;
using Skills.Engine.Generators.Emission;

namespace Skills.Engine.Generators.Reading;

/// <summary>A skill file as the generator keeps it: compared by value, so that an unrelated edit generates nothing again.</summary>
/// <param name="Path">Its path, with slashes.</param>
/// <param name="HasClient">Whether it gets a client without a class that names it.</param>
/// <param name="Id">The skill's name; empty when the file is wrong.</param>
/// <param name="Description">What the skill does.</param>
/// <param name="Body">The members of its client; null when the file is wrong.</param>
/// <param name="Findings">What is wrong.</param>
internal sealed record SkillSource(string Path, bool HasClient, string Id, string? Description, string? Body, ValueList<FileFinding> Findings)
{
    public static SkillSource Read(AdditionalText file, bool hasClient, CancellationToken cancellationToken)
    {
        var path = file.Path.Replace('\\', '/');
        var findings = new Findings();
        if (file.GetText(cancellationToken) is not { } text)
        {
            findings.Add("SK001", 0, 1, "The file cannot be read.");
            return new(path, hasClient, "", null, null, Placed(findings, SourceText.From("")));
        }

        var shape = SkillText.Read(path, text.ToString(), findings);
        return new(path, hasClient, shape?.Id ?? "", shape?.Description, shape is null ? null : ClientCode.Of(shape), Placed(findings, text));
    }

    private static ValueList<FileFinding> Placed(Findings findings, SourceText text) =>
        new([.. findings.All.Select(f => FileFinding.At(f, text)).OrderBy(static f => f.Span.Start)]);
}

/// <summary>A finding with its lines and columns.</summary>
internal sealed record FileFinding(string Code, string Message, TextSpan Span, LinePositionSpan Lines)
{
    public static FileFinding At(Finding finding, SourceText text)
    {
        var start = Math.Min(finding.Start, text.Length);
        var span = TextSpan.FromBounds(start, Math.Min(start + finding.Length, text.Length));
        return new(finding.Code, finding.Message, span, text.Lines.GetLinePositionSpan(span));
    }
}

/// <summary>A list that is compared by its items.</summary>
internal sealed class ValueList<T>(ImmutableArray<T> items) : IEquatable<ValueList<T>>
{
    public ImmutableArray<T> Items => items;

    public bool Equals(ValueList<T>? other) => other is not null && items.SequenceEqual(other.Items);

    public override bool Equals(object? obj) => Equals(obj as ValueList<T>);

    public override int GetHashCode() => items.Length;
}
