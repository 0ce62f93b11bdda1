using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Skills.Engine.Routing;

namespace Skills.Engine.Models.Invocation;

/// <summary>Asks shadow models what was already answered, in the background and a few at a time. Their answers go nowhere; their cost is in the ledger, their latency and quality with the router.</summary>
internal sealed class ShadowRunner(
    AttemptRunner attempts,
    ModelCatalog catalog,
    Deployments deployments,
    IModelRouter router,
    IOptions<SkillsEngineOptions> options,
    TimeProvider time,
    ILogger<ShadowRunner> logger) : IAsyncDisposable, IDisposable
{
    private readonly RoutingOptions _options = options.Value.Routing;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<long, Task> _running = new();
    private readonly ulong _seed = Draws.Mix((ulong)(options.Value.Routing.Seed ?? time.GetTimestamp()) ^ 0x5AD0);
    private long _count;
    private int _underWay;

    /// <summary>Whether the host set any shadow.</summary>
    public bool Any => _options.Shadows.Count > 0;

    /// <summary>Starts the shadows an invocation has; returns at once.</summary>
    public void Consider(ModelInvocation invocation, ModelDefinition answered)
    {
        if (!Any || invocation.Reason is not ModelInvocation.First)
        {
            return;
        }

        foreach (var shadow in _options.Shadows)
        {
            var number = Interlocked.Increment(ref _count);
            if (Concerns(shadow, invocation.Skill)
                && catalog.Find(shadow.Model) is { Enabled: true } model
                && (model.Provider, model.Id) != (answered.Provider, answered.Id)
                && new Draws(Draws.Mix(_seed + (ulong)number)).Below(1 << 20) < shadow.Share * (1 << 20))
            {
                Start(number, invocation, model);
            }
        }
    }

    /// <summary>Cancels what is under way and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    /// <summary>Cancels what is under way, for hosts that dispose of their services without waiting.</summary>
    public void Dispose()
    {
        // Not disposed of: what is under way still reads the token, and it holds nothing.
        if (!_stopping.IsCancellationRequested)
        {
            _stopping.Cancel();
        }
    }

    private static bool Concerns(ShadowModel shadow, Skill skill) =>
        (shadow.Category is null || string.Equals(shadow.Category, skill.Category, StringComparison.OrdinalIgnoreCase)) && (shadow.Skill is null || shadow.Skill == skill.Id);

    private void Start(long number, ModelInvocation invocation, ModelDefinition model)
    {
        if (Interlocked.Increment(ref _underWay) > _options.MaxShadows)
        {
            Interlocked.Decrement(ref _underWay);
            return;
        }

        var run = RunAsync(number, invocation, model);
        _running[number] = run;
        if (run.IsCompleted)
        {
            _running.TryRemove(number, out _);
        }
    }

    private async Task RunAsync(long number, ModelInvocation invocation, ModelDefinition model)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var worst = new WorstCase(invocation, options.Value.DefaultMaxOutputTokens, time);
            var maxOutput = worst.MaxOutputOf(model);
            if (deployments.TryEnter(model, new(worst.InputTokens, maxOutput)) is { } ticket)
            {
                var copy = invocation with { Attempts = new(), OnDelta = null, Budget = null };
                var plan = new AttemptPlan(new(new(model, 0, null), deployments.Of(model)), ticket, invocation.Options with { MaxOutputTokens = maxOutput }, null, "shadow", _options.Retry.AttemptTimeout, IsClamped: false);
                var result = await attempts.RunAsync(copy, plan, _stopping.Token).ConfigureAwait(false);
                if (result.Reply is { } reply && invocation.CheckShadow is { } check)
                {
                    var (isValid, repairs) = await check(reply, _stopping.Token).ConfigureAwait(false);
                    router.Report(new() { Model = model, Category = invocation.Skill.Category, OutputValid = isValid, Repairs = repairs });
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The engine is being disposed of.
        }
        catch (Exception e)
        {
            InvocationLog.ShadowFailed(logger, e, model.Provider, model.Id);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
            _running.TryRemove(number, out _);
        }
    }
}
