using Microsoft.Extensions.Configuration;
using Skills.Engine.Definitions;

namespace Skills.Engine.Settings;

/// <summary>Finds settings that were meant for the engine and are outside of its section, where nothing would read them.</summary>
internal static class MisspelledRoots
{
    /// <summary>Returns a sentence for each.</summary>
    public static IEnumerable<string> Find(IConfiguration configuration, string root, SettingSection tree)
    {
        foreach (var section in configuration.GetChildren())
        {
            if (section.Key.Equals(root, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (Underscored(section.Key, root, tree) is { } variable)
            {
                yield return $"'{section.Key}' is not read. Name the environment variable {variable}: two underscores separate levels.";
            }
            else if (IsNear(section.Key, root) && section.GetChildren().Any(c => tree.Children.ContainsKey(c.Key)))
            {
                yield return $"Unknown section '{section.Key}'{SettingSource.Of(configuration, section.Path)}. Did you mean '{root}'?";
            }
        }
    }

    // SkillsEngine_Providers_OpenAI_ApiKey
    private static string? Underscored(string key, string root, SettingSection tree)
    {
        if (!key.StartsWith(root + "_", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var parts = key.Split('_', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 1 && tree.Children.ContainsKey(parts[1]) ? string.Join("__", parts) : null;
    }

    private static bool IsNear(string key, string root)
    {
        var bare = string.Concat(key.Where(char.IsAsciiLetterOrDigit));
        return bare.Equals(root, StringComparison.OrdinalIgnoreCase) || (Math.Abs(bare.Length - root.Length) <= 2 && NearestName.Of(bare, [root]) is not null);
    }
}
