namespace Skills.Engine.Composition;

/// <summary>Finds skills that run each other in a circle.</summary>
internal static class SkillCycles
{
    // Deeper than any composition a person could follow; bounds the search too.
    private const int MaxDepth = 32;

    /// <summary>The names along the circle the skill is on, first and last the same; null when there is none.</summary>
    public static IReadOnlyList<string>? Find(Skill skill, Func<string, Skill?> find) => Walk(skill, find, [], []);

    private static List<string>? Walk(Skill skill, Func<string, Skill?> find, List<string> path, HashSet<string> done)
    {
        var name = $"{skill.Slug}@{skill.Version}";
        if (path.Contains(name))
        {
            return [.. path.SkipWhile(p => p != name), name];
        }

        if (skill.Composition is null || !done.Add(name))
        {
            return null;
        }

        if (path.Count == MaxDepth)
        {
            return [.. path, name];
        }

        path.Add(name);
        foreach (var step in skill.Composition.Steps)
        {
            if (find(step.Skill) is { } called && Walk(called, find, path, done) is { } circle)
            {
                return circle;
            }
        }

        path.RemoveAt(path.Count - 1);
        return null;
    }
}
