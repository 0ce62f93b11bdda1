using System.Text.Json;
using System.Text.RegularExpressions;

namespace Skills.Engine.Testing.DryRun;

/// <summary>Texts of a schema's format, pattern and length.</summary>
internal static class SampleText
{
    private const int LongestMade = 100_000;

    private static readonly Dictionary<string, string> Formats = new(StringComparer.Ordinal)
    {
        ["date-time"] = "2026-01-01T00:00:00Z",
        ["date"] = "2026-01-01",
        ["time"] = "00:00:00Z",
        ["duration"] = "P1D",
        ["email"] = "someone@example.com",
        ["idn-email"] = "someone@example.com",
        ["hostname"] = "example.com",
        ["idn-hostname"] = "example.com",
        ["ipv4"] = "192.0.2.1",
        ["ipv6"] = "2001:db8::1",
        ["uri"] = "https://example.com/",
        ["uri-reference"] = "https://example.com/",
        ["iri"] = "https://example.com/",
        ["iri-reference"] = "https://example.com/",
        ["uri-template"] = "https://example.com/{id}",
        ["uuid"] = "00000000-0000-4000-8000-000000000000",
        ["json-pointer"] = "/a",
        ["relative-json-pointer"] = "0/a",
        ["regex"] = "^a$",
    };

    private static readonly string[] Samples = ["text", "sample", "value"];

    /// <summary>How many different words there are.</summary>
    public static int Words => Samples.Length;

    public static string Make(JsonElement schema, int alternative)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return "text";
        }

        if (schema.TryGetProperty("format", out var format) && format.ValueKind == JsonValueKind.String && Formats.TryGetValue(format.GetString()!, out var known))
        {
            return known;
        }

        var least = (int)Math.Min(SampleNumber.Whole(schema, "minLength", 0), LongestMade);
        var most = (int)Math.Min(SampleNumber.Whole(schema, "maxLength", LongestMade), LongestMade);
        if (schema.TryGetProperty("pattern", out var pattern) && pattern.ValueKind == JsonValueKind.String)
        {
            return PatternText.Make(pattern.GetString()!, least);
        }

        var text = Samples[alternative % Samples.Length];
        while (text.Length < least)
        {
            text = "dry run " + text;
        }

        return text.Length > most ? text[..most] : text;
    }

    /// <summary>Whether a name matches a property pattern; a pattern .NET cannot read, or is slow on, matches nothing.</summary>
    public static bool Matches(string pattern, string name)
    {
        try
        {
            return Regex.IsMatch(name, pattern, RegexOptions.ECMAScript, TimeSpan.FromMilliseconds(100));
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
