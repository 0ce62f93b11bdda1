using StackExchange.Redis;

namespace Skills.Engine;

/// <summary>Reads connection strings. Sentences about them never quote a value: it may be a password.</summary>
internal static class RedisConnectionString
{
    /// <summary>Options of a connection that starts without its server and comes back by itself.</summary>
    /// <exception cref="ArgumentException">The text is no connection string.</exception>
    public static ConfigurationOptions Parse(string text)
    {
        var options = ConfigurationOptions.Parse(text);
        options.AbortOnConnectFail = false;
        options.ClientName ??= "skills-engine";
        return options;
    }

    /// <summary>A sentence that says what is wrong; null when nothing is.</summary>
    public static string? Problem(string text)
    {
        try
        {
            return Parse(text).EndPoints.Count == 0 ? "it names no server; begin with one, such as 'localhost:6379'." : null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            return Keywords(text).Contains("user", StringComparer.OrdinalIgnoreCase)
                ? "the loaded version of StackExchange.Redis does not know 'user='; reference version 2.2 or later in your application."
                : "it has a part that is not understood; see https://stackexchange.github.io/StackExchange.Redis/Configuration for its form.";
        }
    }

    private static IEnumerable<string> Keywords(string text) =>
        text.Split(',').Where(static part => part.Contains('=', StringComparison.Ordinal)).Select(static part => part[..part.IndexOf('=', StringComparison.Ordinal)].Trim());
}
