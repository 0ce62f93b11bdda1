using Microsoft.Extensions.Configuration;

namespace Skills.Cli.Hosting;

/// <summary>Finds the values of the configuration that must appear in no recording and no report.</summary>
internal static class ConfiguredSecrets
{
    private static readonly string[] Endings = ["KEY", "TOKEN", "SECRET", "PASSWORD", "CREDENTIALS", "CONNECTIONSTRING"];

    /// <summary>Returns the values of entries that are named as secrets, from files, user secrets and variables alike.</summary>
    public static IEnumerable<string> Of(IConfiguration configuration) => configuration.AsEnumerable()
        .Where(static entry => entry.Value is { Length: > 0 } && (IsSecret(entry.Key) || entry.Key.StartsWith("ConnectionStrings:", StringComparison.OrdinalIgnoreCase)))
        .Select(static entry => entry.Value!)
        .Distinct(StringComparer.Ordinal);

    private static bool IsSecret(string key)
    {
        var name = key[(key.LastIndexOf(':') + 1)..].Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        return Array.Exists(Endings, e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase));
    }
}
