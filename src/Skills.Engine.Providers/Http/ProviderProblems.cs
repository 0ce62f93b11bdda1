using System.Globalization;

namespace Skills.Engine.Providers.Http;

/// <summary>Finds what is wrong with the options of a provider, whatever the provider.</summary>
internal static class ProviderProblems
{
    private const int LeastResponseBytes = 1024;
    private const string TokenMarks = "!#$%&'*+-.^_`|~";

    /// <summary>Returns a sentence for each problem: setting, value and fix. Keys are never quoted.</summary>
    public static IEnumerable<string> Of(ModelProviderOptions options, string section)
    {
        var ranged = options.MaxResponseBytes >= LeastResponseBytes
            ? Enumerable.Empty<string>()
            : [string.Create(CultureInfo.InvariantCulture, $"{section}:MaxResponseBytes is {options.MaxResponseBytes}; it must be at least {LeastResponseBytes}.")];
        return
        [
            .. Texts($"{section}:ApiKey", options.ApiKey, $"{section}:BaseUrl", options.BaseUrl),
            .. ranged,
            .. options.Headers.Select(h => Header(section, h.Key, h.Value)).OfType<string>(),
            .. Deployments(options, section + ":Deployments"),
            .. options.Problems(section),
        ];
    }

    /// <summary>Returns what is wrong with an address; null when nothing is.</summary>
    public static string? Address(string setting, string? text)
    {
        if (text is null || (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Host.Length > 0))
        {
            return null;
        }

        var shown = Shown(text);
        return shown.Contains("://", StringComparison.Ordinal) || !Uri.TryCreate("https://" + text, UriKind.Absolute, out _)
            ? $"{setting} is '{shown}'; it must be an http or https address, such as https://gateway.example/v1."
            : $"{setting} is '{shown}', which has no scheme. Write {(IsLocal(text) ? "http" : "https")}://{shown}.";
    }

    /// <summary>Returns what is wrong with the name of a region; null when nothing is.</summary>
    public static string? Region(string setting, string? text) =>
        text is null || text.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-') ? null : $"{setting} is '{Shown(text)}', which is not a region. Write one such as eu-central-1.";

    private static IEnumerable<string> Texts(string keySetting, string? key, string addressSetting, string? address)
    {
        if (key is not null && !ProviderKeys.IsKey(key))
        {
            yield return $"{keySetting} holds characters that no key has, such as a line break, a blank or '…'. Copy the key again.";
        }

        if (Address(addressSetting, address) is { } problem)
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> Deployments(ModelProviderOptions options, string section)
    {
        if (options.Deployments.Count > ModelProviderOptions.MostDeployments)
        {
            yield return $"{section} has {options.Deployments.Count} entries; at most {ModelProviderOptions.MostDeployments} are used. Remove some.";
        }

        for (var i = 0; i < options.Deployments.Count; i++)
        {
            var (place, deployment) = ($"{section}:{i}", options.Deployments[i]);
            foreach (var problem in Texts(place + ":ApiKey", Trimmed(deployment.ApiKey), place + ":BaseUrl", Trimmed(deployment.BaseUrl)))
            {
                yield return problem;
            }

            if (!(deployment.Weight > 0) || double.IsInfinity(deployment.Weight))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{place}:Weight is {deployment.Weight}; it must be more than 0.");
            }

            if (deployment.RequestsPerMinute < 1)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{place}:RequestsPerMinute is {deployment.RequestsPerMinute}; it must be at least 1, or be left out.");
            }

            if (Region(place + ":Region", deployment.Region) is { } region)
            {
                yield return region;
            }
        }

        foreach (var twice in options.Deployments.Where(static d => d.Name is not null).GroupBy(static d => d.Name, StringComparer.OrdinalIgnoreCase).Where(static g => g.Count() > 1))
        {
            yield return $"{section}: the name '{twice.Key}' is used {twice.Count()} times. Give each deployment a name of its own.";
        }
    }

    private static string? Header(string section, string name, string? value) =>
        name.Length == 0 || name.Any(static c => !char.IsAsciiLetterOrDigit(c) && !TokenMarks.Contains(c)) ? $"{section}:Headers: '{Shown(name)}' is not a header name. Use letters, digits and hyphens."
        : value?.AsSpan().IndexOfAny('\r', '\n') >= 0 ? $"{section}:Headers:{name} has a line break in its value. Remove it."
        : null;

    // User, password and query of an address may hold a key.
    private static string Shown(string text)
    {
        var end = text.IndexOfAny(['?', '#']);
        var shown = end < 0 ? text : text[..end];
        var at = shown.LastIndexOf('@');
        return at < 0 ? shown[..Math.Min(shown.Length, 100)] : "…" + shown[at..Math.Min(shown.Length, at + 100)];
    }

    private static bool IsLocal(string text) => text.StartsWith("localhost", StringComparison.OrdinalIgnoreCase) || char.IsAsciiDigit(text[0]);

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
