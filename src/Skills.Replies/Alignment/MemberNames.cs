using Skills.Replies.Parsing;

namespace Skills.Replies.Alignment;

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
    private readonly List<string> _taken = [];

    public MemberNames(Aligner aligner, int node, SchemaShape shape)
    {
        _aligner = aligner;
        _shape = shape;
        var tree = aligner.Tree;
        for (var key = node + 1; key < tree.Nodes[node].Next; key = tree.Nodes[key + 1].Next)
        {
            if (!tree.Nodes[key].Flags.HasFlag(NodeFlags.Dropped))
            {
                var name = tree.TextOf(key);
                All.Add(new(name, key + 1, SchemaShape.Anything, Unknown: true, Renamed: false, 0));
                if (shape.Properties.ContainsKey(name))
                {
                    _taken.Add(name);
                }
            }
        }

        for (var i = 0; i < All.Count; i++)
        {
            All[i] = Find(All[i].Name, All[i].Value);
            Matched += All[i].Unknown ? 0 : 1;
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

        if (_shape.Properties.Count > _taken.Count && BySpelling(name) is { } meant && !_taken.Contains(meant))
        {
            _taken.Add(meant);
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
        var spellings = _aligner.SpellingsOf(_shape);
        var folded = Spelling.Fold(name.Trim());
        return spellings.GetValueOrDefault(name) ?? spellings.GetValueOrDefault(folded) ?? spellings.GetValueOrDefault(Spelling.Bare(folded, keepDashes: false));
    }

    /// <summary>The properties of a shape by every form of their names. A form that two properties share names neither.</summary>
    public static Dictionary<string, string?> Spellings(SchemaShape parent, Func<string, IEnumerable<string>> aliasesOf)
    {
        var spellings = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, shape) in parent.Properties)
        {
            AddAll(spellings, name, name);
            foreach (var alias in shape.Aliases.Concat(aliasesOf(name)))
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
