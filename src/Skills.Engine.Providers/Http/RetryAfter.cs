using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;

namespace Skills.Engine.Providers.Http;

/// <summary>How long to wait, in every form providers say it. Negative and unreadable values are unsaid; a year-long one is cut to a week.</summary>
internal static class RetryAfter
{
    private static readonly SearchValues<char> NumberSigns = SearchValues.Create("0123456789.");
    private static readonly string[] Askings = ["try again in ", "retry in ", "retry after ", "try again after ", "wait for ", "wait ", "reset after ", "resets in ", "reset in "];
    private static readonly string[] Fillers = ["about ", "approximately ", "another ", "and ", ","];
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    public static TimeSpan? Of(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if ((First(headers, "retry-after-ms") ?? First(headers, "x-ms-retry-after-ms")) is { } ms && Number(ms) is { } milliseconds)
        {
            return Bounded(milliseconds / 1000);
        }

        if ((First(headers, "retry-after") ?? First(headers, "x-ratelimit-reset-after")) is not { } text)
        {
            return null;
        }

        if (Number(text) is { } seconds)
        {
            return Bounded(seconds);
        }

        if (Duration(text) is { } duration)
        {
            return duration;
        }

        return Date(text) is not { } until ? Spoken(text)
            : until >= now ? Bounded((until - now).TotalSeconds)
            : null;
    }

    // The three forms of RFC 9110, section 5.6.7; the third, of asctime, by its own pattern.
    private static DateTimeOffset? Date(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
        || DateTimeOffset.TryParseExact(text, "ddd MMM d HH:mm:ss yyyy", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out date)
            ? date
            : null;

    /// <summary>A duration such as <c>34.4s</c>, <c>88ms</c> or <c>6m0s</c>.</summary>
    public static TimeSpan? Duration(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        double seconds = 0;
        var rest = text.AsSpan().Trim();
        while (rest.Length > 0)
        {
            var digits = rest.IndexOfAnyExcept(NumberSigns);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            {
                return null;
            }

            rest = rest[digits..];
            var letters = rest.IndexOfAny(NumberSigns);
            var unit = letters < 0 ? rest : rest[..letters];
            var factor = unit switch { "ms" => 0.001, "s" => 1, "m" => 60, "h" => 3600, "d" => 86400, _ => double.NaN };
            seconds += value * factor;
            rest = rest[unit.Length..];
        }

        return Bounded(seconds);
    }

    /// <summary>The wait a sentence asks for, as in "Please try again in 1m2.5s" or "Retry after 20 seconds."; null when it asks for none.</summary>
    public static TimeSpan? OfSentence(string? sentence)
    {
        foreach (var words in Askings)
        {
            if (sentence?.IndexOf(words, StringComparison.OrdinalIgnoreCase) is >= 0 and var at && Spoken(sentence.AsSpan(at + words.Length)) is { } wait)
            {
                return wait;
            }
        }

        return null;
    }

    // Numbers with units, one after the other; a number without a unit is seconds.
    private static TimeSpan? Spoken(ReadOnlySpan<char> rest)
    {
        double? seconds = null;
        while (true)
        {
            rest = WithoutFillers(rest);
            var digits = rest.IndexOfAnyExcept(NumberSigns);
            digits = digits < 0 ? rest.Length : digits;
            if (digits == 0 || !double.TryParse(rest[..digits].TrimEnd('.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            {
                return seconds is { } all ? Bounded(all) : null;
            }

            rest = rest[digits..].TrimStart();
            var letters = 0;
            while (letters < rest.Length && char.IsAsciiLetter(rest[letters]))
            {
                letters++;
            }

            var factor = UnitOf(rest[..letters]);
            seconds = (seconds ?? 0) + (value * (factor ?? 1));
            if (factor is null)
            {
                return Bounded(seconds.Value);
            }

            rest = rest[letters..];
        }
    }

    private static ReadOnlySpan<char> WithoutFillers(ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart();
        foreach (var filler in Fillers)
        {
            if (rest.StartsWith(filler, StringComparison.OrdinalIgnoreCase))
            {
                return WithoutFillers(rest[filler.Length..]);
            }
        }

        return rest;
    }

    private static double? UnitOf(ReadOnlySpan<char> unit) => unit switch
    {
        "ms" or "millisecond" or "milliseconds" => 0.001,
        "s" or "sec" or "secs" or "second" or "seconds" => 1,
        "m" or "min" or "mins" or "minute" or "minutes" => 60,
        "h" or "hour" or "hours" => 3600,
        "d" or "day" or "days" => 86400,
        _ => null,
    };

    public static string? First(HttpResponseHeaders headers, string name)
    {
        if (headers.NonValidated.TryGetValues(name, out var values))
        {
            foreach (var value in values)
            {
                return value;
            }
        }

        return null;
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static TimeSpan? Bounded(double seconds) => seconds switch
    {
        >= 0 when seconds < Longest.TotalSeconds => TimeSpan.FromSeconds(seconds),
        >= 0 => Longest,
        _ => null,
    };
}
