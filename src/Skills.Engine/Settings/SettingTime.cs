using System.Globalization;

namespace Skills.Engine.Settings;

/// <summary>Checks the text of a setting that is a duration. .NET reads a bare number as days, and 24:00:00 as 24 days.</summary>
internal static class SettingTime
{
    /// <summary>Returns what the text must be, as the end of a sentence; null when it can be read and means what it seems to.</summary>
    public static string? ProblemOf(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number == 0 ? null : BareNumber(number);
        }

        if (!TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time))
        {
            return $"it must be hours:minutes:seconds, such as {Suggestion(text) ?? "00:00:30"}";
        }

        // Only a first part of more than 23 moves hours to days without a point.
        var first = text.AsSpan(0, Math.Max(0, text.IndexOf(':'))).TrimStart('-');
        return time.Duration() >= TimeSpan.FromDays(24) && !first.IsEmpty && !first.Contains('.') && text.Count(c => c == ':') < 3
            ? string.Create(CultureInfo.InvariantCulture, $".NET reads it as {time.Days} days. Write {Math.Abs((long)time.Days) / 24}.{Math.Abs((long)time.Days) % 24:00}:{time.Hours:00}:{time.Minutes:00} for {time.Days} hours, or {time.Days}.00:00:00 for days")
            : null;
    }

    private static string BareNumber(long number)
    {
        var seconds = Text(number, TimeSpan.TicksPerSecond);
        var days = Text(number, TimeSpan.TicksPerDay);
        return string.Create(CultureInfo.InvariantCulture, $".NET reads it as {number:N0} days.{(seconds is null ? "" : FormattableString.Invariant($" Write {seconds} for {number:N0} seconds"))}{(days is null ? "" : FormattableString.Invariant($", or {days} for {number:N0} days"))}");
    }

    private static string? Text(long number, long unit) =>
        Math.Abs((decimal)number * unit) < long.MaxValue ? new TimeSpan(number * unit).ToString(number * unit / TimeSpan.TicksPerDay == 0 ? "hh\\:mm\\:ss" : "d\\.hh\\:mm\\:ss", CultureInfo.InvariantCulture) : null;

    // 30s, 5m, 500ms, 2h, 7d.
    private static string? Suggestion(string text)
    {
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits <= 0 || !int.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > 100_000)
        {
            return null;
        }

        TimeSpan? meant = text[digits..].Trim().ToLowerInvariant() switch
        {
            "ms" => TimeSpan.FromMilliseconds(count),
            "s" or "sec" or "second" or "seconds" => TimeSpan.FromSeconds(count),
            "m" or "min" or "minute" or "minutes" => TimeSpan.FromMinutes(count),
            "h" or "hour" or "hours" => TimeSpan.FromHours(count),
            "d" or "day" or "days" => TimeSpan.FromDays(count),
            _ => null,
        };
        return meant?.ToString("c", CultureInfo.InvariantCulture);
    }
}
