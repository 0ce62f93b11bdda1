using System.Globalization;

namespace Skills.Engine.Testing.Loopback;

/// <summary>A limit of calls per time that refills steadily, told in the headers of the API that is called. Thread-safe.</summary>
internal sealed class TokenBucket(int capacity, TimeSpan per, TimeProvider time)
{
    private readonly Lock _gate = new();
    private double _left = capacity;
    private long _at = time.GetTimestamp();

    /// <summary>Takes one call; null when it is granted, otherwise the wait until the next is.</summary>
    public TimeSpan? Take(LoopbackApi api, Dictionary<string, string> headers)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _left = Math.Min(capacity, _left + (time.GetElapsedTime(_at, now) / per * capacity));
            _at = now;
            TimeSpan? wait = _left >= 1 ? null : per / capacity * (1 - _left);
            _left -= wait is null ? 1 : 0;
            Tell(api, headers);
            return wait;
        }
    }

    private void Tell(LoopbackApi api, Dictionary<string, string> headers)
    {
        var full = per / capacity * (capacity - _left);
        var limit = capacity.ToString(CultureInfo.InvariantCulture);
        var left = ((int)_left).ToString(CultureInfo.InvariantCulture);
        switch (api)
        {
            case LoopbackApi.Anthropic:
                headers["anthropic-ratelimit-requests-limit"] = limit;
                headers["anthropic-ratelimit-requests-remaining"] = left;
                headers["anthropic-ratelimit-requests-reset"] = (time.GetUtcNow() + full).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
                break;
            case LoopbackApi.ChatCompletions or LoopbackApi.Responses:
                headers["x-ratelimit-limit-requests"] = limit;
                headers["x-ratelimit-remaining-requests"] = left;
                headers["x-ratelimit-reset-requests"] = full.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture) + "ms";
                break;
            case LoopbackApi.WatsonX:
                headers["x-requests-limit-rate"] = limit;
                headers["x-requests-limit-remaining"] = left;
                headers["x-requests-limit-reset"] = Math.Ceiling(full.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);
                break;
        }
    }
}
