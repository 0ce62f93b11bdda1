using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Skills.Engine.Models;

/// <summary>Asks servers for their models: before the first choice, and again when no model fits or a server could not be asked. Thread-safe.</summary>
internal sealed class ModelDiscovery(IEnumerable<IModelClient> clients, ModelCatalog catalog, IOptions<SkillsEngineOptions> options, TimeProvider time, ILogger<ModelDiscovery> logger) : IDisposable
{
    private readonly (string Provider, IModelSource Source)[] _sources = [.. clients.OfType<IModelSource>().Select(static s => (((IModelClient)s).Provider.Name, s))];
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ModelCatalogOptions _options = options.Value.Catalog;
    private long _askedAt;
    private bool _isComplete;

    /// <summary>Whether servers are still to be asked.</summary>
    public bool IsDue => _sources.Length > 0 && _options.Discover && !Volatile.Read(ref _isComplete) && IsOld(Volatile.Read(ref _askedAt));

    /// <summary>Whether they may be asked again because no model fits.</summary>
    public bool MayAskAgain => _sources.Length > 0 && _options.Discover && IsOld(Volatile.Read(ref _askedAt));

    /// <summary>Asks every server; calls that come meanwhile wait for the same answers.</summary>
    public async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        var seen = Volatile.Read(ref _askedAt);
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Volatile.Read(ref _askedAt) != seen)
            {
                return;
            }

            var answers = await Task.WhenAll(_sources.Select(s => AskAsync(s.Provider, s.Source, cancellationToken))).ConfigureAwait(false);
            Volatile.Write(ref _isComplete, Array.TrueForAll(answers, static a => a));
            Volatile.Write(ref _askedAt, Math.Max(1, time.GetTimestamp()));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private async Task<bool> AskAsync(string provider, IModelSource source, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_options.DiscoveryTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            if (await source.ListModelsAsync(both.Token).WaitAsync(both.Token).ConfigureAwait(false) is { } models)
            {
                catalog.Replace(provider, models);
            }

            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var kind = e.GetType().Name;
            DiscoveryLog.Failed(logger, provider, kind);
            return false;
        }
    }

    private bool IsOld(long askedAt) => askedAt == 0 || time.GetElapsedTime(askedAt) >= _options.DiscoveryPause;
}
