using Skills.Engine.Evaluation.Cassettes;
using Skills.Engine.Evaluation.Running;

namespace Skills.Engine.Evaluation;

/// <summary>Lists cassettes and removes stale ones.</summary>
/// <param name="runner">The runner whose engine and settings are used.</param>
public sealed class CassetteLibrary(SkillTestRunner runner)
{
    /// <summary>Lists the cassettes of some skills. Each that fits a case is replayed, so that a changed prompt shows; no model is asked.</summary>
    /// <param name="skills">The skills.</param>
    /// <param name="cancellationToken">Ends the replay.</param>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public async Task<IReadOnlyList<CassetteInfo>> ListAsync(IReadOnlyList<SkillDefinition> skills, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(skills);
        var options = runner.Options with { Mode = SkillTestMode.Replay, Missing = MissingCassette.DryRun, Filter = null, MaxCostUsd = null, UpdateSnapshots = false };
        var report = await runner.RunAsync(skills, options, progress: null, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();

        var plan = new TestPlan(options);
        var store = new CassetteStore(options.CassetteDirectory, options.MaxCassetteBytes);
        var stale = report.StaleCassettes.ToDictionary(static s => s.File, static s => s.Reason, StringComparer.Ordinal);
        var wanted = plan.Of(skills)
            .SelectMany(t => Enumerable.Range(1, t.Repeat).Select(n => plan.Relative(store.PathOf(t.Definition, t.Case, t.TargetName, n))!))
            .ToHashSet(StringComparer.Ordinal);
        return [.. skills.SelectMany(store.FilesOf, (skill, file) => (skill, file)).DistinctBy(static f => f.file).Select(f => Info(store, f.skill, f.file, plan.Relative(f.file)!, wanted, stale))];
    }

    /// <summary>Deletes cassettes that <see cref="ListAsync"/> found stale.</summary>
    /// <param name="cassettes">The cassettes. Those that are not stale are kept.</param>
    /// <returns>The files that were deleted.</returns>
    public IReadOnlyList<string> Prune(IEnumerable<CassetteInfo> cassettes)
    {
        ArgumentNullException.ThrowIfNull(cassettes);
        var folder = Path.GetFullPath(runner.Options.BaseDirectory ?? Directory.GetCurrentDirectory());
        var deleted = new List<string>();
        foreach (var cassette in cassettes.Where(static c => c.StaleReason is not null))
        {
            File.Delete(Path.GetFullPath(cassette.File, folder));
            deleted.Add(cassette.File);
        }

        return deleted;
    }

    private static CassetteInfo Info(CassetteStore store, SkillDefinition skill, string file, string name, HashSet<string> wanted, Dictionary<string, string> stale)
    {
        var bytes = new FileInfo(file).Length;
        try
        {
            var cassette = store.Find(file);
            var reason = stale.GetValueOrDefault(name) ?? (wanted.Contains(name) ? null : "No case, repeat or column of this name is left.");
            return new(name, skill.Skill.Slug, cassette?.Case, cassette?.Repeat ?? 1, cassette?.Target, cassette?.Model, cassette?.RecordedAt, new(cassette?.CostUsd, cassette?.CostKind ?? CostKind.Unknown), bytes, reason);
        }
        catch (CassetteException unreadable)
        {
            return new(name, skill.Skill.Slug, null, 1, null, null, null, Cost.Unknown, bytes, unreadable.Message);
        }
    }
}
