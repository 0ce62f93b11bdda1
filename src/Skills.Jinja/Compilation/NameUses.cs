namespace Skills.Jinja.Compilation;

/// <summary>The names a template reads from outside, with every place.</summary>
internal sealed class NameUses
{
    private readonly List<(string Name, int Position)> _places = [];

    internal IReadOnlyList<(string Name, int Position)> Places => _places;

    internal void Add(string name, int position) => _places.Add((name, position));
}
