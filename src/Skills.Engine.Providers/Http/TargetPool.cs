using System.Collections.Concurrent;

namespace Skills.Engine.Providers.Http;

/// <summary>Spreads the calls of a provider over its deployments by weight, around those that are cooling down. Thread-safe.</summary>
internal sealed class TargetPool
{
    private const int MostStates = 10_000;
    private const string AnyModel = "";

    private readonly Lock _gate = new();
    private readonly ProviderTarget[] _targets;
    private readonly double[] _turns;
    private readonly CallAllowance?[] _allowances;
    private readonly ConcurrentDictionary<(int Target, string Model), TargetHealth> _health = new();
    private readonly BreakerOptions _breaker;
    private readonly TimeProvider _time;

    public TargetPool(ProviderTarget[] targets, BreakerOptions breaker, TimeProvider time)
    {
        _targets = targets;
        _turns = new double[targets.Length];
        _breaker = breaker;
        _time = time;
        _allowances = [.. targets.Select(t => t.Deployment?.RequestsPerMinute is > 0 and { } calls ? new CallAllowance(calls, Now) : null)];
    }

    public int Count => _targets.Length;

    private long Now => _time.GetElapsedTime(0).Ticks;

    /// <summary>Returns the deployment whose turn it is among those not tried that can take a call; null when there is none.</summary>
    /// <param name="model">The model to ask.</param>
    /// <param name="tried">One bit per deployment that was tried in this call; the one returned is added.</param>
    public ProviderTarget? Next(ModelDefinition model, ref ulong tried)
    {
        var now = Now;
        lock (_gate)
        {
            var best = -1;
            double all = 0;
            for (var i = 0; i < _targets.Length; i++)
            {
                if ((tried & (1UL << i)) != 0 || ReadyAt(i, model, now) > now)
                {
                    continue;
                }

                // Smooth weighted round robin: each gains its weight, and the one taken pays what all gained.
                var weight = WeightOf(i);
                all += weight;
                _turns[i] += weight;
                best = best < 0 || _turns[i] > _turns[best] ? i : best;
            }

            if (best < 0)
            {
                return null;
            }

            _turns[best] -= all;
            _allowances[best]?.Take(now);
            tried |= 1UL << best;
            return _targets[best];
        }
    }

    /// <summary>The time until some deployment can take a call; zero when one can, null when none serves the model.</summary>
    public TimeSpan? Wait(ModelDefinition model)
    {
        var now = Now;
        long? earliest = null;
        lock (_gate)
        {
            for (var i = 0; i < _targets.Length; i++)
            {
                var ready = ReadyAt(i, model, now);
                earliest = ready == long.MaxValue || ready > earliest ? earliest : ready;
            }
        }

        return earliest is { } at ? TimeSpan.FromTicks(Math.Max(0, at - now)) : null;
    }

    public void Succeeded(ProviderTarget target, ModelDefinition model, RateLimitState? limits)
    {
        if (limits is null && _health.IsEmpty)
        {
            return;
        }

        HealthOf(Array.IndexOf(_targets, target), model.WireId).Succeeded(RateLimitHeaders.Wait(limits), Now);
    }

    public void Failed(ProviderTarget target, ModelDefinition model, ModelException error)
    {
        // A refused key is the same for every model.
        var index = Array.IndexOf(_targets, target);
        HealthOf(index, error.Kind is ModelErrorKind.Auth ? AnyModel : model.WireId).Failed(error, _breaker, Now);
    }

    /// <summary>Returns whether another deployment may take the same call: nothing was answered, and so nothing is paid.</summary>
    public static bool MovesOn(ModelException error) => error.Kind switch
    {
        ModelErrorKind.RateLimit or ModelErrorKind.Quota or ModelErrorKind.Overloaded or ModelErrorKind.Auth or ModelErrorKind.Permission or ModelErrorKind.NotFound => true,
        ModelErrorKind.ServerError => error.Status is not null and not System.Net.HttpStatusCode.OK,
        ModelErrorKind.Network => error.InnerException is HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
        },
        _ => false,
    };

    private double WeightOf(int index) => _targets[index].Deployment?.Weight is > 0 and { } weight && double.IsFinite(weight) ? weight : 1;

    private long ReadyAt(int index, ModelDefinition model, long now)
    {
        var target = _targets[index];
        if (target.NotReady is not null || !target.Serves(model))
        {
            return long.MaxValue;
        }

        return Math.Max(Math.Max(HealthAt(index, model.WireId), HealthAt(index, AnyModel)), _allowances[index]?.ReadyAt(now) ?? 0);
    }

    private long HealthAt(int index, string model) => _health.TryGetValue((index, model), out var known) ? known.ReadyAt : 0;

    private TargetHealth HealthOf(int index, string model)
    {
        if (_health.Count >= MostStates)
        {
            _health.Clear();
        }

        return _health.GetOrAdd((index, model), static _ => new());
    }
}
