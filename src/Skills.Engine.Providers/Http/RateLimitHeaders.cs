using System.Globalization;
using System.Net.Http.Headers;

namespace Skills.Engine.Providers.Http;

/// <summary>Reads what a reply's headers say of the provider's limits, in the families of names in use.</summary>
internal static class RateLimitHeaders
{
    public static RateLimitState? Read(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (!Mentions(headers))
        {
            return null;
        }

        var state = new RateLimitState
        {
            RequestsRemaining = Count(headers, "anthropic-ratelimit-requests-remaining")
                ?? Count(headers, "x-ratelimit-remaining-requests")
                ?? Count(headers, "x-requests-limit-remaining")
                ?? Count(headers, "ratelimit-remaining")
                ?? Count(headers, "x-ratelimit-remaining"),
            RequestsReset = Until(headers, "anthropic-ratelimit-requests-reset", now)
                ?? Until(headers, "x-ratelimit-reset-requests", now)
                ?? Until(headers, "x-requests-limit-reset", now)
                ?? Until(headers, "ratelimit-reset", now)
                ?? Until(headers, "x-ratelimit-reset", now),
            TokensRemaining = Count(headers, "anthropic-ratelimit-input-tokens-remaining")
                ?? Count(headers, "anthropic-ratelimit-tokens-remaining")
                ?? Count(headers, "x-ratelimit-remaining-tokens"),
            TokensReset = Until(headers, "anthropic-ratelimit-input-tokens-reset", now)
                ?? Until(headers, "anthropic-ratelimit-tokens-reset", now)
                ?? Until(headers, "x-ratelimit-reset-tokens", now),
            OutputTokensRemaining = Count(headers, "anthropic-ratelimit-output-tokens-remaining"),
        };

        return state == new RateLimitState() ? null : state;
    }

    /// <summary>The wait of a refused call: that of the limits that are exhausted, or say only when they reset. Null when none does.</summary>
    public static TimeSpan? Wait(RateLimitState? state)
    {
        var requests = state is { RequestsRemaining: 0 or null } ? state.RequestsReset : null;
        var tokens = state is { TokensRemaining: 0 or null } ? state.TokensReset : null;
        return requests > tokens || tokens is null ? requests : tokens;
    }

    // Most servers say nothing of limits, and then there are a dozen names not to look for.
    private static bool Mentions(HttpResponseHeaders headers)
    {
        foreach (var (name, _) in headers.NonValidated)
        {
            if (name.Contains("ratelimit", StringComparison.OrdinalIgnoreCase) || name.StartsWith("x-requests-limit", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static long? Count(HttpResponseHeaders headers, string name) =>
        long.TryParse(RetryAfter.First(headers, name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static TimeSpan? Until(HttpResponseHeaders headers, string name, DateTimeOffset now)
    {
        if (RetryAfter.First(headers, name) is not { } text)
        {
            return null;
        }

        if (RetryAfter.Duration(text) is { } duration)
        {
            return duration;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            // Small numbers are seconds to wait, large ones a Unix time, and OpenRouter's are in milliseconds.
            seconds = seconds > 100_000_000_000 ? seconds / 1000 : seconds;
            var wait = seconds < 1_000_000_000 ? TimeSpan.FromSeconds(Math.Min(seconds, 604_800)) : DateTimeOffset.FromUnixTimeSeconds(Math.Min(seconds, 253_402_300_799)) - now;
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until)
            ? until > now ? until - now : TimeSpan.Zero
            : null;
    }
}
