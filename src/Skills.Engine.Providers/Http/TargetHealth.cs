namespace Skills.Engine.Providers.Http;

/// <summary>When one deployment may be asked for one model again. Thread-safe.</summary>
internal sealed class TargetHealth
{
    private readonly Lock _gate = new();
    private int _failures;
    private long _readyAt;

    public long ReadyAt => Volatile.Read(ref _readyAt);

    public void Succeeded(TimeSpan? wait, long now)
    {
        lock (_gate)
        {
            _failures = 0;
            if (wait is { } known)
            {
                _readyAt = Math.Max(_readyAt, now + known.Ticks);
            }
        }
    }

    public void Failed(ModelException error, BreakerOptions options, long now)
    {
        lock (_gate)
        {
            var wait = error.Kind switch
            {
                ModelErrorKind.RateLimit => error.RetryAfter ?? options.RateLimitCooldown,
                ModelErrorKind.Quota => error.RetryAfter ?? options.QuotaCooldown,
                ModelErrorKind.Overloaded => error.RetryAfter ?? options.OverloadCooldown,
                ModelErrorKind.Auth or ModelErrorKind.Permission or ModelErrorKind.NotFound => options.ConfigurationCooldown,
                ModelErrorKind.ServerError or ModelErrorKind.Network or ModelErrorKind.Timeout or ModelErrorKind.Malformed or ModelErrorKind.Truncated => Counted(error, options),
                _ => TimeSpan.Zero,
            };
            if (wait > TimeSpan.Zero)
            {
                _readyAt = Math.Max(_readyAt, now + Math.Min(wait.Ticks, options.MaxCooldown.Ticks));
            }
        }
    }

    // After the pause one failure is enough to open it again.
    private TimeSpan Counted(ModelException error, BreakerOptions options) =>
        ++_failures >= options.ConsecutiveFailures ? options.OpenFor : error.RetryAfter ?? TimeSpan.Zero;
}
