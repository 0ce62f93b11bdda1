using Microsoft.Extensions.Configuration;

namespace Skills.Engine.Providers.Http;

/// <summary>Fills a provider's options: code, then configuration, then the environment.</summary>
internal static class ProviderKeys
{
    /// <summary>What an environment variable or a configuration entry of the same name says; null when neither does.</summary>
    public static string? Variable(IConfiguration? configuration, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var value = configuration?[name] ?? Environment.GetEnvironmentVariable(name);
            if (!string.IsNullOrWhiteSpace(value))
            {
                return value.Trim();
            }
        }

        return null;
    }

    /// <summary>Null when the options can be called with; otherwise what to set.</summary>
    public static string? WhyNotReady(ModelProviderOptions options, string section, string variable)
    {
        if (WhyBadAddress(options, section) is { } fault)
        {
            return fault;
        }

        if (options.ApiKey is { Length: > 0 })
        {
            return WhyBadKey(options, section, variable);
        }

        return options.Headers.ContainsKey("Authorization") || options.Headers.ContainsKey("api-key") || options.Headers.ContainsKey("x-api-key")
            ? null
            : $"the key is missing. Set {variable}, or SkillsEngine:Providers:{section}:ApiKey, or ApiKey in Add{section}(…).";
    }

    /// <summary>Returns whether a text can be a key: printable ASCII without blanks.</summary>
    public static bool IsKey(string text) => !text.AsSpan().ContainsAnyExceptInRange('!', '~');

    /// <summary>Returns what is wrong with the key; null when it is absent or can be sent.</summary>
    public static string? WhyBadKey(ModelProviderOptions options, string section, string? variable = null) => options.ApiKey is { } key && !IsKey(key)
        ? $"the key in SkillsEngine:Providers:{section}:ApiKey{(variable is null ? "" : " or " + variable)} holds characters no key has, such as a line break or a blank; copy it again."
        : null;

    public static string? WhyBadAddress(ModelProviderOptions options, string section) =>
        options.BaseUrl is { } text && !(Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            ? $"SkillsEngine:Providers:{section}:BaseUrl is no http or https address; write one such as https://gateway.example/v1."
            : null;
}
