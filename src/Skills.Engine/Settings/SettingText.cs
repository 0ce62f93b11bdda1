using System.Globalization;

namespace Skills.Engine.Settings;

/// <summary>Checks that the text of a setting can be read as its type.</summary>
internal static class SettingText
{
    /// <summary>Returns whether values of the type are checked here.</summary>
    public static bool Reads(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain.IsEnum || plain == typeof(string) || plain == typeof(bool) || plain == typeof(TimeSpan) || plain == typeof(DateOnly)
            || plain == typeof(byte[]) || IsWhole(plain) || plain == typeof(double) || plain == typeof(float) || plain == typeof(decimal);
    }

    /// <summary>Returns what the text must be, as the end of a sentence; null when it can be read.</summary>
    public static string? ProblemOf(Type type, string text)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(string) || (text.Length == 0 && plain != type))
        {
            return null;
        }

        var trimmed = text.Trim();
        return plain.IsEnum ? SettingEnum.ProblemOf(plain, trimmed)
            : plain == typeof(TimeSpan) ? SettingTime.ProblemOf(trimmed)
            : plain == typeof(bool) ? (bool.TryParse(trimmed, out _) ? null : "it must be true or false")
            : plain == typeof(byte[]) ? (Convert.TryFromBase64String(trimmed, new byte[trimmed.Length], out _) ? null : "it must be base64")
            : plain == typeof(DateOnly) ? (DateOnly.TryParse(trimmed, CultureInfo.InvariantCulture, out _) ? null : "it must be a day such as 2026-01-31")
            : IsWhole(plain) ? WholeProblem(plain, trimmed)
            : decimal.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out _) || double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && plain != typeof(decimal) && double.IsFinite(number) ? null
            : "it must be a number with a point, such as 0.5";
    }

    private static bool IsWhole(Type type) => type == typeof(int) || type == typeof(long);

    private static string? WholeProblem(Type type, string text)
    {
        var most = type == typeof(int) ? int.MaxValue : long.MaxValue;
        var least = type == typeof(int) ? int.MinValue : long.MinValue;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"it must be a whole number of digits only, at most {most}");
    }
}
