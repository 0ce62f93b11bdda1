using Skills.Engine;

namespace Skills.Cli.Testing;

/// <summary>Remembers which skills were seen, so that a change runs again only what it touches.</summary>
internal sealed class TouchedSkills(SkillCatalog catalog)
{
    private HashSet<SkillDefinition> _seen = new(ReferenceEqualityComparer.Instance);

    /// <summary>Returns the skills that were read again since the last call: all of them at first. A file that did not change keeps its instance.</summary>
    public IReadOnlyList<SkillDefinition> Take()
    {
        var now = catalog.Definitions;
        var touched = now.Where(d => !_seen.Contains(d)).ToList();
        _seen = new(now, ReferenceEqualityComparer.Instance);
        return touched;
    }
}
