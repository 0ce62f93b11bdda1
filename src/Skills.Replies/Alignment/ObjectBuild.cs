using System.Text.Json;

namespace Skills.Replies.Alignment;

/// <summary>An object being put together while it is fitted.</summary>
internal sealed class ObjectBuild(int node)
{
    private readonly List<string> _names = [];
    private readonly List<Aligned> _values = [];
    private readonly List<AlignEdit> _edits = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private double _cost;
    private int _violations;
    private bool _changed;

    public bool Has(string name) => _known.Contains(name);

    public void Add(MemberName member, Aligned value)
    {
        _known.Add(member.Name);
        _names.Add(member.Name);
        _values.Add(value);
        _cost += value.Cost + member.Cost;
        _violations += value.Violations;
        _changed |= value.Kind != AlignedKind.Node || value.Edits.Count > 0;
        if (member.Renamed)
        {
            _edits.Add(new("key_spelling", EditKind.Safe, member.Cost, member.Value - 1, member.Name));
            _changed = true;
        }
    }

    /// <summary>Leaves a member out.</summary>
    public void Leave(AlignEdit edit)
    {
        _edits.Add(edit);
        _cost += edit.Cost;
        _changed = true;
    }

    public void Fill(string name, JsonElement value, string edit, EditKind kind, double cost)
    {
        _known.Add(name);
        _names.Add(name);
        _values.Add(new() { Kind = AlignedKind.Literal, Literal = value });
        _edits.Add(new(edit, kind, cost, -1, name));
        _cost += cost;
        _changed = true;
    }

    /// <summary>Counts a member that must be there and is not.</summary>
    public void Violate()
    {
        _violations++;
        _cost += 10;
    }

    public Aligned End() => _changed
        ? new() { Kind = AlignedKind.Object, Node = node, Names = _names, Children = _values, Edits = _edits, Cost = _cost, Violations = _violations }
        : new() { Kind = AlignedKind.Node, Node = node, Cost = _cost, Violations = _violations };
}
