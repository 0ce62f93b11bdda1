using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;

namespace Skills.Engine.Providers.Http;

/// <summary>How long to wait, in every form providers say it. Negative and unreadable values are unsaid; a year-long one is cut to a week.</summary>
internal static class RetryAfter
{
    private static readonly SearchValues<char> NumberSigns = SearchValues.Create("0123456789.");
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    public static TimeSpan? Of(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if ((First(headers, "retry-after-ms") ?? First(headers, "x-ms-retry-after-ms")) is { } ms && Number(ms) is { } milliseconds)
        {
            return Bounded(milliseconds / 1000);
        }

        if (First(headers, "retry-after") is not { } text)
        {
            return null;
        }

        if (Number(text) is { } seconds)
        {
            return Bounded(seconds);
        }

        return Date(text) is { } until && until >= now ? Bounded((until - now).TotalSeconds) : null;
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
