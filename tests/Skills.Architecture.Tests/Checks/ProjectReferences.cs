using Skills.Architecture.Tests.Reading;

namespace Skills.Architecture.Tests.Checks;

/// <summary>Compares the references of projects with what the table of layers allows.</summary>
internal static class ProjectReferences
{
    /// <summary>Returns references in project files that are not allowed, and projects that the table does not know.</summary>
    public static IEnumerable<string> Forbidden(IEnumerable<SourceProject> projects, IReadOnlyDictionary<string, string[]> allowed)
    {
        foreach (var project in projects)
        {
            if (!allowed.TryGetValue(project.Name, out var may))
            {
                yield return $"{project.Name} is not in the table of layers.";
                continue;
            }

            foreach (var reference in project.References.Except(may))
            {
                yield return $"{project.Name} must not reference {reference}.";
            }
        }
    }

    /// <summary>Returns uses in the source of a project that is not among the allowed references, directly or through one.</summary>
    public static IEnumerable<string> ForbiddenUses(IEnumerable<TypeUse> uses, IReadOnlyDictionary<string, string[]> allowed) => uses
        .Where(u => u.From.Project != u.To.Project && !Reachable(u.From.Project, allowed).Contains(u.To.Project))
        .Select(static u => $"{u.From.FullPath} must not use {u.Type} of {u.To.Project}.");

    /// <summary>Returns package references of projects that may have none, and Redis references outside the projects named for them.</summary>
    public static IEnumerable<string> ForbiddenPackages(IEnumerable<SourceProject> projects, string[] groundFloor, string[] redis)
    {
        foreach (var project in projects)
        {
            if (groundFloor.Contains(project.Name) && project.Packages.Count > 0)
            {
                yield return $"{project.Name} must reference no package, but references {string.Join(", ", project.Packages)}.";
            }

            if (project.Packages.Contains("StackExchange.Redis") && !redis.Contains(project.Name))
            {
                yield return $"{project.Name} must not reference StackExchange.Redis.";
            }
        }
    }

    private static HashSet<string> Reachable(string project, IReadOnlyDictionary<string, string[]> allowed)
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>([project]);
        while (open.TryPop(out var next))
        {
            foreach (var reference in allowed.GetValueOrDefault(next, []).Where(reached.Add))
            {
                open.Push(reference);
            }
        }

        return reached;
    }
}
