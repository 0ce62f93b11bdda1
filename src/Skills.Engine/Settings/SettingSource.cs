using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace Skills.Engine.Settings;

/// <summary>Tells where a setting was written.</summary>
internal static class SettingSource
{
    /// <summary>Returns the file or environment variable of a setting in parentheses, led by a space; empty when that is not known.</summary>
    public static string Of(IConfiguration configuration, string path)
    {
        var source = (configuration as IConfigurationRoot)?.Providers.LastOrDefault(p => p.TryGet(path, out _) || p.GetChildKeys([], path).Any());
        return source is EnvironmentVariablesConfigurationProvider
            ? $" (environment variable {path.Replace(":", "__", StringComparison.Ordinal)})"
            : FileOf(source) is { } file ? $" ({file})" : "";
    }

    // File providers say "JsonConfigurationProvider for 'appsettings.json' (Optional)".
    private static string? FileOf(IConfigurationProvider? source)
    {
        var text = source?.ToString() ?? "";
        var start = text.IndexOf(" for '", StringComparison.Ordinal);
        var end = text.LastIndexOf('\'');
        return start > 0 && end > start + 6 ? text[(start + 6)..end] : null;
    }
}
