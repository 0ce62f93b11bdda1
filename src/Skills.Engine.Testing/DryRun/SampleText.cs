using Skills.JsonSchema;

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

    /// <summary>Makes a text.</summary>
    /// <param name="view">What it must satisfy.</param>
    /// <param name="alternative">Picks one of several words, and one of several patterns.</param>
    public static string Make(SchemaView view, int alternative)
    {
        if (view.Format is { } format && Formats.TryGetValue(format, out var known))
        {
            return known;
        }

        var least = (int)Math.Min(view.MinLength, LongestMade);
        var most = (int)Math.Min(view.MaxLength ?? LongestMade, LongestMade);
        if (view.Patterns is { Count: > 0 } patterns)
        {
            // The last is the narrowest: rules come after the schema.
            return PatternText.Make(patterns[patterns.Count - 1 - (alternative % patterns.Count)], least);
        }

        var text = Samples[alternative % Samples.Length];
        while (text.Length < least)
        {
            text = "dry run " + text;
        }

        return text.Length > most ? text[..most] : text;
    }
}
