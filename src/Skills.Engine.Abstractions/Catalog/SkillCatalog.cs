using Microsoft.Extensions.Logging;
using Skills.Engine.Catalog;
using Skills.Engine.Definitions;

namespace Skills.Engine;

/// <summary>The skills a host knows, by name, version, range and label. Thread-safe; lookups see one consistent state.</summary>
public sealed class SkillCatalog : IDisposable
{
    private readonly CatalogLoader _loader;
    private readonly ILogger _logger;
    private readonly IReadOnlyList<IDisposable> _watching;
    private readonly Lock _gate = new();
    private volatile CatalogState _state;

    internal SkillCatalog(CatalogLoader loader, ILogger<SkillCatalog> logger)
    {
        (_loader, _logger) = (loader, logger);
        _state = loader.Load(previous: null);
        LogWarnings([], _state.Diagnostics);
        _watching = loader.Watch(ReloadQuietly);
    }

    /// <summary>Raised after a new state was taken over, on the thread that read it.</summary>
    public event EventHandler? Changed;

    /// <summary>Every skill in its every version, by name and then from the newest.</summary>
    public IReadOnlyList<SkillDefinition> Definitions => _state.Definitions;

    /// <summary>What was found in the files at the last reading.</summary>
    public IReadOnlyList<SkillDiagnostic> Diagnostics => _state.Diagnostics;

    /// <summary>
    /// Finds a skill by <c>name</c>, <c>name@version</c>, <c>name@range</c> such as <c>code-review@^2</c>, <c>name@label</c>, or a label that names one skill.
    /// Of several versions the newest is taken, active ones before drafts and releases before prereleases.
    /// </summary>
    /// <returns>The skill; null when none fits.</returns>
    public Skill? Find(string reference) => FindDefinition(reference)?.Skill;

    /// <summary>As <see cref="Find"/>, with what its file says beyond the skill.</summary>
    public SkillDefinition? FindDefinition(string reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return _state.Find(reference);
    }

    /// <summary>As <see cref="Find"/>, for a reference that must be known.</summary>
    /// <exception cref="KeyNotFoundException">No skill fits; the message names the nearest.</exception>
    public Skill Get(string reference)
    {
        var state = _state;
        return FindDefinition(reference)?.Skill
            ?? throw new KeyNotFoundException($"No skill fits '{reference}'.{NearestName.Hint(reference.Split('@')[0], state.Names)} {state.Names.Count} skill(s) are loaded.");
    }

    /// <summary>A clause that names the nearest known skill, for a sentence that says a reference is unknown.</summary>
    internal string HintFor(string reference) => NearestName.Hint(reference.Split('@')[0], _state.Names);

    /// <summary>Reads every source again and takes the new state over at once. A file with errors keeps its last good state.</summary>
    /// <returns>What was found.</returns>
    public IReadOnlyList<SkillDiagnostic> Reload()
    {
        lock (_gate)
        {
            var before = _state;
            _state = _loader.Load(before);
            LogWarnings(before.Diagnostics, _state.Diagnostics);
            var changed = _state.All.Except(before.All, ReferenceEqualityComparer.Instance).Count();
            CatalogLog.Reloaded(_logger, _state.All.Count, changed);
            foreach (var error in _state.Diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error))
            {
                CatalogLog.Broken(_logger, error.File, error.Line, error.Column, error.Code);
            }
        }

        Changed?.Invoke(this, EventArgs.Empty);
        return _state.Diagnostics;
    }

    /// <summary>Stops watching the sources.</summary>
    public void Dispose()
    {
        foreach (var watching in _watching)
        {
            watching.Dispose();
        }
    }

    // A warning is logged when it appears, and not again at each reading.
    private void LogWarnings(IReadOnlyList<SkillDiagnostic> before, IReadOnlyList<SkillDiagnostic> now)
    {
        var known = before.Select(static d => (d.File, d.Line, d.Column, d.Code)).ToHashSet();
        foreach (var warning in now.Where(static d => d.Severity == DiagnosticSeverity.Warning))
        {
            if (known.Add((warning.File, warning.Line, warning.Column, warning.Code)))
            {
                CatalogLog.Warned(_logger, warning.File, warning.Line, warning.Column, warning.Code);
            }
        }
    }

    // A timer has no caller to throw to; whatever goes wrong, the last good state is served.
    private void ReloadQuietly()
    {
        try
        {
            Reload();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SkillDefinitionException)
        {
            CatalogLog.ReloadFailed(_logger, e);
        }
    }
}
