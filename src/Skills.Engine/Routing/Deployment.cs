using System.Collections.Concurrent;

namespace Skills.Engine.Routing;

/// <summary>What is known of one deployment at this moment: circuit, cooldown, latency, success, load, rate limits. Thread-safe; reads take no lock.</summary>
/// <param name="options">Circuit and cooldowns.</param>
/// <param name="provider">What all models of the provider share.</param>
internal sealed class Deployment(BreakerOptions options, ProviderHealth provider)
{
    private const double LatencyWeight = 0.1;
    private const double SuccessWeight = 0.05;
    private const long Minute = TimeSpan.TicksPerMinute;
    private const long LatencyIsStaleAfter = 30 * TimeSpan.TicksPerSecond;

    // So many tries under way say something by their age.
    private const int FewInFlight = 4;

    private readonly Lock _gate = new();
    private readonly CircuitBreaker _breaker = new(options);
    private long _cooldownUntil;
    private bool _isLimited;
    private int _overloads;
    private int _inFlight;
    private long _startedSum;
    private long _origin;
    private double _latencyMs;
    private long _latencySeenAt;
    private double _success = 1;
    private long _successAt;
    private long _readyAt;

    /// <summary>Requests, input and output tokens per minute, and the calls that wait for them.</summary>
    public RateLimits Limits { get; } = new();

    /// <summary>Median latency of each skill.</summary>
    public LatencyMedians Medians { get; } = new();

    /// <summary>Pace of each skill and category; <see cref="Routing.Paces"/> adds to it.</summary>
    public ConcurrentDictionary<string, Pace> Paces { get; } = new(concurrencyLevel: 1, capacity: 7, StringComparer.Ordinal);

    /// <summary>How many times slower than usual the model answers now.</summary>
    public Slowdown Slowdown { get; } = new();

    /// <summary>What was counted since the start of the process.</summary>
    public DeploymentTraffic Traffic { get; } = new();

    /// <summary>Tries under way.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>The pace of a skill or category; null when none was seen.</summary>
    public Pace? PaceOf(string key) => Paces.GetValueOrDefault(key);

    /// <summary>
    /// Expected latency in milliseconds: the moving mean of successful tries, or what the age of those under way foretells when
    /// that is more. 0 before the first, and again when the last is half a minute old and no try is under way: what was slow
    /// once gets another chance, one try at a time.
    /// </summary>
    public double LatencyAt(long now)
    {
        var inFlight = InFlight;
        if (inFlight == 0 && IsStale(now))
        {
            return 0;
        }

        var mean = Volatile.Read(ref _latencyMs);
        return inFlight < FewInFlight ? mean : Math.Max(mean, ForetoldMs(now));
    }

    /// <summary>How many times slower than the moving mean the age of the tries under way foretells; 1 when too few are, or nothing was measured.</summary>
    public double SlowingAt(long now)
    {
        var mean = Volatile.Read(ref _latencyMs);
        return InFlight < FewInFlight || mean <= 0 || IsStale(now) ? 1 : Math.Max(1, ForetoldMs(now) / mean);
    }

    /// <summary>When a try may start, by circuit and cooldown; in the past when it may start now.</summary>
    public long ReadyAt => Math.Max(Volatile.Read(ref _readyAt), provider.ReadyAt);

    /// <summary>What all models of the provider share.</summary>
    public ProviderHealth Provider => provider;

    /// <summary>Why no try may start before <see cref="ReadyAt"/>.</summary>
    public bool CircuitIsOpen
    {
        get
        {
            lock (_gate)
            {
                return _breaker.IsOpen;
            }
        }
    }

    /// <summary>Whether it is the provider's own limit that a try waits for until <see cref="ReadyAt"/>, rather than a failure.</summary>
    public bool IsLimited
    {
        get
        {
            lock (_gate)
            {
                return _isLimited && _cooldownUntil >= _breaker.ReadyAt;
            }
        }
    }

    /// <summary>Share of tries that succeed, 0 to 1. What was bad long ago fades: half of the distance to 1 is forgotten each minute without tries.</summary>
    public double SuccessAt(long now)
    {
        var success = Volatile.Read(ref _success);
        var age = now - Volatile.Read(ref _successAt);
        return success >= 1 || age <= 0 ? success : 1 - ((1 - success) * Math.Pow(0.5, (double)age / Minute));
    }

    /// <summary>Starts a try if circuit and cooldown allow.</summary>
    public bool TryEnter(long now, out bool isProbe)
    {
        lock (_gate)
        {
            isProbe = false;
            if (now < _cooldownUntil || now < provider.ReadyAt || !_breaker.TryEnter(now, out isProbe))
            {
                return false;
            }

            // Sums of absolute times would overflow.
            _origin = _origin == 0 ? now : _origin;
            _inFlight++;
            _startedSum += now - _origin;
            Publish();
            return true;
        }
    }

    /// <summary>Ends a try begun with <see cref="TryEnter"/> without a verdict on it.</summary>
    public void Leave(TryStart start)
    {
        lock (_gate)
        {
            RemoveTry(start);
        }
    }

    /// <summary>Takes the verdict of a try in that was not begun with <see cref="TryEnter"/>.</summary>
    public CircuitChange RecordForeign(RoutingOutcome outcome, long now)
    {
        lock (_gate)
        {
            // A report from before the circuit may be probed says nothing of now.
            _breaker.TryEnter(now, out var isProbe);
            var change = Record(outcome, default, new(now, Others: 0, isProbe), now);
            Publish();
            return change;
        }
    }

    /// <summary>Ends a try begun with <see cref="TryEnter"/> with its verdict.</summary>
    /// <returns>The change of the circuit, if any.</returns>
    public CircuitChange End(RoutingOutcome outcome, TryOrigin origin, TryStart start, long now)
    {
        if (outcome.Error is null && origin.Skill is { } skill)
        {
            Medians.Add(skill, outcome.Latency, now);
        }

        lock (_gate)
        {
            var change = Record(outcome, origin, start, now);
            RemoveTry(start);
            return change;
        }
    }

    private void RemoveTry(TryStart start)
    {
        _inFlight--;
        _startedSum -= start.At - _origin;
        _breaker.Forget(start.IsProbe);
        Publish();
    }

    private CircuitChange Record(RoutingOutcome outcome, TryOrigin origin, TryStart start, long now) => outcome.Error is { } error
        ? Failed(error, outcome.RetryAfter, outcome.RefusedKey, origin, start, now)
        : Succeeded(outcome.Latency, start, now);

    private CircuitChange Succeeded(TimeSpan latency, TryStart start, long now)
    {
        _overloads = 0;
        var ms = latency.TotalMilliseconds;
        var known = IsStale(now) ? 0 : _latencyMs;
        Volatile.Write(ref _latencyMs, known <= 0 ? ms : known + (LatencyWeight * (ms - known)));
        Volatile.Write(ref _latencySeenAt, now);
        var closed = _breaker.Succeeded(now, start.At, start.IsProbe);
        Observe(closed ? 1 : SuccessAt(now) + (SuccessWeight * (1 - SuccessAt(now))), now);
        return closed ? CircuitChange.Closed : CircuitChange.None;
    }

    private CircuitChange Failed(ModelErrorKind error, TimeSpan? retryAfter, string? refusedKey, TryOrigin origin, TryStart start, long now)
    {
        // While others are being answered the provider's wait is for the excess, and a limit holds that back.
        var isExcess = error is ModelErrorKind.RateLimit && origin != default && Limits.Reject(start, now);
        var cooldown = isExcess ? TimeSpan.Zero : CooldownOf(error, retryAfter, start.At);
        if (cooldown > TimeSpan.Zero)
        {
            _cooldownUntil = Math.Max(_cooldownUntil, now + Math.Min(cooldown.Ticks, options.MaxCooldown.Ticks));
            _isLimited = error is ModelErrorKind.RateLimit or ModelErrorKind.Quota;
        }

        if (!ErrorPolicy.CountsAgainst(error))
        {
            _breaker.Forget(start.IsProbe);
            return refusedKey is not null && provider.KeyRefused(refusedKey, now, now + Math.Min(options.ConfigurationCooldown.Ticks, options.MaxCooldown.Ticks))
                ? CircuitChange.KeyRefused
                : CircuitChange.None;
        }

        Observe(SuccessAt(now) * (1 - SuccessWeight), now);
        return _breaker.Failed(now, start.IsProbe, origin) ? CircuitChange.Opened : CircuitChange.None;
    }

    private TimeSpan CooldownOf(ModelErrorKind error, TimeSpan? retryAfter, long startedAt) => error switch
    {
        ModelErrorKind.RateLimit => retryAfter ?? options.RateLimitCooldown,
        ModelErrorKind.Quota => retryAfter ?? options.QuotaCooldown,
        ModelErrorKind.Overloaded => retryAfter ?? Doubled(options.OverloadCooldown, OverloadsBefore(startedAt)),
        ModelErrorKind.Auth or ModelErrorKind.Permission or ModelErrorKind.NotFound => options.ConfigurationCooldown,
        ModelErrorKind.ServerError => retryAfter ?? TimeSpan.Zero,
        _ => TimeSpan.Zero,
    };

    // A hundred calls that were under way together and fail together are one overload.
    private int OverloadsBefore(long startedAt) => startedAt >= _cooldownUntil ? _overloads++ : Math.Max(0, _overloads - 1);

    // Up to a minute, or to what the host wants from the start.
    private static TimeSpan Doubled(TimeSpan first, int times) =>
        TimeSpan.FromTicks((long)Math.Min(Math.Max(Minute, first.Ticks), first.Ticks * Math.Pow(2, Math.Min(times, 30))));

    private bool IsStale(long now) => now - Volatile.Read(ref _latencySeenAt) > LatencyIsStaleAfter;

    // Ages of steady traffic spread evenly from nothing to the latency, so their mean is half of it.
    private double ForetoldMs(long now)
    {
        lock (_gate)
        {
            return _inFlight < FewInFlight ? 0 : 2.0 * (now - _origin - (_startedSum / _inFlight)) / TimeSpan.TicksPerMillisecond;
        }
    }

    private void Observe(double success, long now)
    {
        Volatile.Write(ref _success, success);
        Volatile.Write(ref _successAt, now);
    }

    private void Publish() => Volatile.Write(ref _readyAt, Math.Max(_cooldownUntil, _breaker.ReadyAt));
}
