using Skills.Engine.Definitions;

namespace Skills.Engine.Settings;

/// <summary>Checks the text of a setting with a closed list of values.</summary>
internal static class SettingEnum
{
    private const int MostListed = 16;

    /// <summary>Returns what the text must be, as the end of a sentence; null when it can be read.</summary>
    public static string? ProblemOf(Type type, string text)
    {
        // Numbers are read by the binder too, and mean nothing to a reader.
        var names = Enum.GetNames(type);
        var parts = type.IsDefined(typeof(FlagsAttribute), inherit: false) ? text.Split(',', StringSplitOptions.TrimEntries) : [text];
        if (Array.Find(parts, p => !names.Contains(p, StringComparer.OrdinalIgnoreCase)) is not { } wrong)
        {
            return null;
        }

        var listed = string.Join(", ", names.Take(MostListed)) + (names.Length > MostListed ? ", …" : "");
        return $"it must be {(parts.Length > 1 ? "made of" : "one of")} {listed}.{NearestName.Hint(wrong, names)}";
    }
}
