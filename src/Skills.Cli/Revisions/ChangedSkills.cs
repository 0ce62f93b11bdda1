using Skills.Cli.Hosting;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.Revisions;

/// <summary>Finds the skills that differ from a revision.</summary>
internal static class ChangedSkills
{
    /// <summary>Returns the skills whose behavior, tests or recordings differ, and the composed skills that run one of them.</summary>
    /// <param name="call">The call.</param>
    /// <param name="engine">The working copy.</param>
    /// <param name="settings">What the engine was made for.</param>
    /// <param name="revision">The revision, such as <c>origin/main</c>.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static async Task<IReadOnlyList<SkillDefinition>> FindAsync(CommandCall call, CliEngine engine, EngineSettings settings, string revision, CancellationToken cancellationToken)
    {
        var changed = new HashSet<SkillDefinition>(ReferenceEqualityComparer.Instance);
        foreach (var folder in engine.Options.Definitions.Directories)
        {
            var git = new GitFolder(call.Host, folder);
            var commit = await git.MergeBaseAsync(revision, cancellationToken).ConfigureAwait(false);
            var files = await git.ChangedFilesAsync(commit, cancellationToken).ConfigureAwait(false);
            using var before = await git.ExportAsync(commit, cancellationToken).ConfigureAwait(false);
            var old = EngineRegistration.Build(settings with { Dir = before.Path, Watch = false });
            await using var closing = old.ConfigureAwait(false);
            var known = old.Catalog.Definitions.Select(d => (d.Skill.Slug, old.Engine.Render(d.Skill).SkillHash)).ToHashSet();
            changed.UnionWith(engine.Catalog.Definitions.Where(d => IsIn(d, folder) && (!known.Contains((d.Skill.Slug, engine.Engine.Render(d.Skill).SkillHash)) || files.Any(f => Touches(f, d)))));
        }

        AddCallers(engine.Catalog.Definitions, changed);
        return [.. engine.Catalog.Definitions.Where(changed.Contains)];
    }

    private static bool IsIn(SkillDefinition definition, string folder) =>
        definition.Path is { } path && Path.GetFullPath(path).StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    // Tests are beside the skill under its name, or named by it. Recordings and snapshots are in a folder of its name.
    private static bool Touches(string file, SkillDefinition definition)
    {
        var path = Path.GetFullPath(definition.Path!);
        return file == path
            || definition.Tests.Any(t => t.File is { } tests && Path.GetFullPath(tests) == file)
            || Path.GetDirectoryName(file) is { } folder && Path.GetFileName(folder) == definition.Skill.Slug && Path.GetDirectoryName(Path.GetDirectoryName(folder)) == Path.GetDirectoryName(path);
    }

    private static void AddCallers(IReadOnlyList<SkillDefinition> all, HashSet<SkillDefinition> changed)
    {
        for (var before = -1; before != changed.Count;)
        {
            before = changed.Count;
            var names = changed.Select(static d => d.Skill.Slug).ToHashSet(StringComparer.OrdinalIgnoreCase);
            changed.UnionWith(all.Where(d => d.Skill.Composition?.Steps.Any(s => names.Contains(s.Skill.Split('@')[0])) == true));
        }
    }
}
