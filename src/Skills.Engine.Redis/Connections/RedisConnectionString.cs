using StackExchange.Redis;

namespace Skills.Engine.Redis.Connections;

/// <summary>Reads connection strings. Messages about them never quote a value, as it may be a password.</summary>
internal static class RedisConnectionString
{
    /// <summary>Returns the options of a connection that starts without its server and reconnects by itself.</summary>
    /// <exception cref="ArgumentException">The text is not a connection string.</exception>
    public static ConfigurationOptions Parse(string text)
    {
        var options = ConfigurationOptions.Parse(text);
        options.AbortOnConnectFail = false;
        options.ClientName ??= "skills-engine";
        return options;
    }

    /// <summary>Returns a sentence that says what is wrong, or null when nothing is.</summary>
    public static string? Problem(string text)
    {
        try
        {
            return Parse(text).EndPoints.Count == 0 ? "it names no server. Begin with one, such as 'localhost:6379'." : null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            return "a part of it is not valid. See https://stackexchange.github.io/StackExchange.Redis/Configuration for its form.";
        }
    }
}
