using System.Globalization;
using System.Text.RegularExpressions;

namespace Skills.Json.Types;

/// <summary>Reads ISO 8601 durations (RFC 3339, appendix A) as a time span. Years and months have no fixed length and are refused.</summary>
internal static partial class DurationText
{
    /// <summary>The same language as a JSON Schema pattern.</summary>
    public const string Pattern = @"^-?P(?=.)(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d{1,7})?S)?)?$";

    /// <summary>Returns the time span; null when the text is not a duration or does not fit.</summary>
    public static TimeSpan? Parse(string text)
    {
        if (text.Length > 64 || Form().Match(text) is not { Success: true } match)
        {
            return null;
        }

        try
        {
            var ticks = (Part(match, "w") * 7 * TimeSpan.TicksPerDay) + (Part(match, "d") * TimeSpan.TicksPerDay) + (Part(match, "h") * TimeSpan.TicksPerHour)
                + (Part(match, "m") * TimeSpan.TicksPerMinute) + (Part(match, "s") * TimeSpan.TicksPerSecond);
            return new(decimal.ToInt64(match.Groups["sign"].Length > 0 ? -ticks : ticks));
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static decimal Part(Match match, string name) =>
        match.Groups[name] is { Success: true } group ? decimal.Parse(group.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^(?<sign>-?)P(?=.)((?<w>[0-9]+)W)?((?<d>[0-9]+)D)?(T(?=.)((?<h>[0-9]+)H)?((?<m>[0-9]+)M)?((?<s>[0-9]+(\.[0-9]{1,7})?)S)?)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
