using Skills.Engine.Definitions;

namespace Skills.Engine.Settings;

/// <summary>Finds the key that was meant by an unknown one.</summary>
internal static class UnknownKey
{
    private const int MostListed = 24;
    private const int MostPlaces = 3;

    /// <summary>Returns the known key of a section that is nearest; null when none is near.</summary>
    public static string? Meant(string key, SettingSection known) => NearestName.Of(key, known.Children.Keys);

    /// <summary>Returns a sentence that says what to write, led by a space.</summary>
    public static string Hint(string key, string section, SettingSection known, string root, SettingSection tree)
    {
        if (Meant(key, known) is { } nearest)
        {
            return $" Did you mean '{nearest}'?";
        }

        var places = Places(key, root, tree).Where(p => !p.StartsWith(section + ":" + key, StringComparison.OrdinalIgnoreCase)).Take(MostPlaces).ToList();
        if (places.Count > 0)
        {
            return $" Did you mean {string.Join(" or ", places.Select(static p => $"'{p}'"))}?";
        }

        var names = known.Children.Keys.Order(StringComparer.OrdinalIgnoreCase).ToList();
        return $" Known keys are {string.Join(", ", names.Take(MostListed))}{(names.Count > MostListed ? ", …" : "")}. Correct or remove it.";
    }

    // The same key elsewhere: most such mistakes leave out a level. A key of that very name counts before one that is near.
    private static IEnumerable<string> Places(string key, string path, SettingSection section)
    {
        var all = All(path, section).ToList();
        var same = all.Where(p => p.EndsWith(":" + key, StringComparison.OrdinalIgnoreCase)).ToList();
        return same.Count > 0 || NearestName.Of(key, all.Select(static p => p[(p.LastIndexOf(':') + 1)..]).Distinct(StringComparer.OrdinalIgnoreCase)) is not { } near
            ? same
            : all.Where(p => p.EndsWith(":" + near, StringComparison.Ordinal));
    }

    private static IEnumerable<string> All(string path, SettingSection section) => section.Children.SelectMany(child =>
        child.Value is SettingSection inner ? All($"{path}:{child.Key}", inner).Prepend($"{path}:{child.Key}") : [$"{path}:{child.Key}"]);
}
