using Skills.Engine.Outputs.Reading;

namespace Skills.Engine.Outputs.Alignment;

/// <summary>A member of an object and the property it stands for.</summary>
/// <param name="Name">The property's name; the member's own when the schema does not declare it.</param>
/// <param name="Value">The node of its value.</param>
/// <param name="Shape">What the value must be.</param>
/// <param name="Unknown">Whether the schema does not declare it.</param>
/// <param name="Renamed">Whether it was spelt otherwise.</param>
/// <param name="Cost">What the name adds to the cost.</param>
internal sealed record MemberName(string Name, int Value, SchemaShape Shape, bool Unknown, bool Renamed, double Cost);

/// <summary>Finds the property each member of an object stands for: by name, then by alias and spelling among those left.</summary>
internal sealed class MemberNames
{
    private const double UnknownCost = 1;

    private readonly Aligner _aligner;
    private readonly SchemaShape _shape;
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private Dictionary<string, string?>? _spellings;

    public MemberNames(Aligner aligner, int node, SchemaShape shape)
    {
        _aligner = aligner;
        _shape = shape;
        var tree = aligner.Tree;
        var keys = new List<int>();
        for (var key = node + 1; key < tree.Nodes[node].Next; key = tree.Nodes[key + 1].Next)
        {
            if (!tree.Nodes[key].Flags.HasFlag(NodeFlags.Dropped))
            {
                keys.Add(key);
                if (shape.Properties.ContainsKey(tree.TextOf(key)))
                {
                    _taken.Add(tree.TextOf(key));
                }
            }
        }

        foreach (var key in keys)
        {
            var member = Find(tree.TextOf(key), key + 1);
            All.Add(member);
            Matched += member.Unknown ? 0 : 1;
        }
    }

    public List<MemberName> All { get; } = [];

    /// <summary>How many members stand for a declared property.</summary>
    public int Matched { get; }

    private MemberName Find(string name, int value)
    {
        if (_shape.Properties.TryGetValue(name, out var declared))
        {
            return new(name, value, declared, Unknown: false, Renamed: false, 0);
        }

        if (ByPattern(name) is { } pattern)
        {
            return new(name, value, pattern, Unknown: false, Renamed: false, 0);
        }

        if (BySpelling(name) is { } meant && _taken.Add(meant))
        {
            return new(meant, value, _shape.Properties[meant], Unknown: false, Renamed: true, 0.5);
        }

        return _shape.Additional is { } others
            ? new(name, value, others, Unknown: _shape.Properties.Count > 0 || others.IsNever, Renamed: false, _shape.Properties.Count > 0 ? UnknownCost : 0)
            : new(name, value, SchemaShape.Anything, Unknown: true, Renamed: false, UnknownCost);
    }

    private SchemaShape? ByPattern(string name)
    {
        foreach (var (pattern, shape) in _shape.Patterns)
        {
            if (pattern.IsMatch(name))
            {
                return shape;
            }
        }

        return null;
    }

    private string? BySpelling(string name)
    {
        _spellings ??= Spellings();
        var folded = Spelling.Fold(name.Trim());
        return _spellings.GetValueOrDefault(name) ?? _spellings.GetValueOrDefault(folded) ?? _spellings.GetValueOrDefault(Spelling.Bare(folded, keepDashes: false));
    }

    // A spelling that two properties share names neither.
    private Dictionary<string, string?> Spellings()
    {
        var spellings = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, shape) in _shape.Properties)
        {
            AddAll(spellings, name, name);
            foreach (var alias in shape.Aliases.Concat(_aligner.AliasesOf(name)))
            {
                AddAll(spellings, alias, name);
            }
        }

        return spellings;
    }

    private static void AddAll(Dictionary<string, string?> spellings, string spelling, string name)
    {
        var folded = Spelling.Fold(spelling.Trim());
        foreach (var form in (ReadOnlySpan<string>)[spelling, folded, Spelling.Bare(folded, keepDashes: false)])
        {
            if (form.Length > 0)
            {
                spellings[form] = spellings.TryGetValue(form, out var other) && other != name ? null : name;
            }
        }
    }
}
