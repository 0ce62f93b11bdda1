using Skills.Cli.Hosting;
using Skills.Cli.Revisions;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.Comparing;

/// <summary>Another version of skills: a Git revision, a version or label in the catalog, or a file.</summary>
internal sealed class OtherVersion : IAsyncDisposable
{
    private readonly TemporaryFolder? _folder;
    private readonly CliEngine? _owned;

    private OtherVersion(CliEngine engine, Func<string, Skill?> find, CliEngine? owned, TemporaryFolder? folder) =>
        (Engine, Find, _owned, _folder) = (engine, find, owned, folder);

    /// <summary>Gets the engine whose catalog has the other versions of composed skills too.</summary>
    public CliEngine Engine { get; }

    /// <summary>Gets the skill of a name in the other version; null when there is none.</summary>
    public Func<string, Skill?> Find { get; }

    /// <summary>Finds what was typed: first a file, then a version or label, then a Git revision.</summary>
    /// <param name="call">The call.</param>
    /// <param name="engine">The working copy.</param>
    /// <param name="settings">What the engine was made for.</param>
    /// <param name="against">What was typed.</param>
    /// <param name="names">The skills that are compared.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static async Task<OtherVersion> FindAsync(CommandCall call, CliEngine engine, EngineSettings settings, string against, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        if (File.Exists(call.Host.FullPath(against)))
        {
            var skill = SkillLookup.Find(engine, call.Host, against).Skill;
            return new(engine, _ => skill, null, null);
        }

        if (names.Any(n => engine.Catalog.Find($"{n}@{against}") is not null))
        {
            return new(engine, name => engine.Catalog.Find($"{name}@{against}"), null, null);
        }

        if (engine.Options.Definitions.Directories is not [var folder])
        {
            throw new CliException(ExitCode.Usage, "The skills are in several folders. Name the one to compare with --dir.");
        }

        var git = new GitFolder(call.Host, folder);
        var exported = await git.ExportAsync(await git.CommitAsync(against, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        try
        {
            var old = EngineRegistration.Build(settings with { Dir = exported.Path, Watch = false });
            return new(old, old.Catalog.Find, old, exported);
        }
        catch
        {
            exported.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_owned is not null)
        {
            await _owned.DisposeAsync().ConfigureAwait(false);
        }

        _folder?.Dispose();
    }
}
