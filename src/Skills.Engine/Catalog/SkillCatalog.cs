using Microsoft.Extensions.Logging;
using Skills.Engine.Catalog;
using Skills.Engine.Definitions;

namespace Skills.Engine;

/// <summary>The skills a host knows, by name, version, range and label. Thread-safe; lookups see one consistent state.</summary>
public sealed class SkillCatalog : ISkillCatalog, IDisposable
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

    /// <inheritdoc/>
    public event EventHandler? Changed;

    /// <inheritdoc/>
    public IReadOnlyList<SkillDefinition> Definitions => _state.Definitions;

    /// <inheritdoc/>
    public IReadOnlyList<SkillDiagnostic> Diagnostics => _state.Diagnostics;

    /// <inheritdoc/>
    public Skill? Find(string reference) => FindDefinition(reference)?.Skill;

    /// <inheritdoc/>
    public SkillDefinition? FindDefinition(string reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return _state.Find(reference);
    }

    /// <inheritdoc/>
    public Skill Get(string reference)
    {
        var state = _state;
        return FindDefinition(reference)?.Skill
            ?? throw new KeyNotFoundException($"No skill fits '{reference}'.{NearestName.Hint(reference.Split('@')[0], state.Names)} {state.Names.Count} skill(s) are loaded.");
    }

    /// <summary>A clause that names the nearest known skill, for a sentence that says a reference is unknown.</summary>
    internal string HintFor(string reference) => NearestName.Hint(reference.Split('@')[0], _state.Names);

    /// <inheritdoc/>
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
        foreach (var warning in now.Where(static d => d.Severity == DiagnosticSeverity.Warning).ExceptBy(before.Select(KeyOf), KeyOf))
        {
            CatalogLog.Warned(_logger, warning.File, warning.Line, warning.Column, warning.Code);
        }

        static (string File, int Line, int Column, string Code) KeyOf(SkillDiagnostic d) => (d.File, d.Line, d.Column, d.Code);
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
