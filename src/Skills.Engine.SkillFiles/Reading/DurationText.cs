using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace Skills.Engine.SkillFiles.Reading;

/// <summary>Durations as skill files write them: <c>1h30m</c>, <c>500ms</c>, or ISO 8601.</summary>
internal static partial class DurationText
{
    // 1,000 years, far beyond what any deadline or time-to-live means.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365_000);

    /// <summary>The duration; null when the text is none, or negative, or longer than 1,000 years.</summary>
    public static TimeSpan? Parse(string text)
    {
        var value = text.StartsWith('P') ? Iso(text) : Units(text);
        return value >= TimeSpan.Zero && value <= Longest ? value : null;
    }

    private static TimeSpan? Iso(string text)
    {
        try
        {
            return text.Length <= 64 ? XmlConvert.ToTimeSpan(text) : null;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }

    private static TimeSpan? Units(string text)
    {
        var matches = text.Length <= 64 ? Unit().Matches(text) : null;
        if (matches is null or [] || matches.Sum(static m => m.Length) != text.Length)
        {
            return null;
        }

        var sum = 0.0;
        foreach (Match match in matches)
        {
            sum += double.Parse(match.Groups["count"].ValueSpan, CultureInfo.InvariantCulture) * match.Groups["unit"].Value switch
            {
                "ms" => 1,
                "s" => 1000,
                "m" => 60_000,
                "h" => 3_600_000,
                _ => 86_400_000d,
            };
        }

        return sum <= Longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(sum) : null;
    }

    [GeneratedRegex("(?<count>[0-9]+)(?<unit>ms|s|m|h|d)", RegexOptions.NonBacktracking)]
    private static partial Regex Unit();
}
