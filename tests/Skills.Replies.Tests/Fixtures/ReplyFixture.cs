using System.Globalization;
using System.Text.Json;

namespace Skills.Replies.Fixtures;

/// <summary>One case of the text files beside this one. Their form is described in <c>README.md</c>.</summary>
internal sealed record ReplyFixture(string Name, string? Schema, string Words, IReadOnlyDictionary<string, string> Sections)
{
    private static readonly string[] Outcomes = ["valid", "invalid", "unreadable", "ambiguous"];

    public string Reply => Words.Split(' ').Contains("escaped") ? JsonElement.Parse(Sections["reply"]).GetString()! : Sections["reply"];

    public string Status => Outcomes.Single(Sections.ContainsKey);

    public bool IsStream => Sections.ContainsKey("stream");

    public static IEnumerable<string> Files() => Directory.EnumerateFiles(Folder(), "*.txt").Select(static file => Path.GetFileName(file)).Order(StringComparer.Ordinal);

    public static IEnumerable<ReplyFixture> Read(string file) =>
        File.ReadAllText(Path.Combine(Folder(), file)).Split("\n=== ").Select(static text => One(text.StartsWith("=== ", StringComparison.Ordinal) ? text[4..] : text));

    public IReadOnlyList<string> Lines(string section) => Sections.TryGetValue(section, out var text) && text.Length > 0 ? text.Split('\n') : [];

    public ReplySchema? CompiledSchema() => Schema is null ? null : ReplySchema.Compile(JsonElement.Parse(Schema));

    public ReplyOptions Options()
    {
        var options = new ReplyOptions();
        foreach (var word in Words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = word.Split('=') is [var name, var text] ? (name, text) : (word, "");
            Apply(options, key, value);
        }

        return options;
    }

    private static void Apply(ReplyOptions options, string key, string value)
    {
        switch (key)
        {
            case "format":
                options.Format = Enum.Parse<OutputFormat>(value, ignoreCase: true);
                break;
            case "allow":
                options.Allow = Enum.Parse<LossyRepairs>(value, ignoreCase: true);
                break;
            case "no-repair":
                options.Repair = false;
                break;
            case "no-wrap":
                options.WrapText = false;
                break;
            case "alias":
                options.Aliases = new Dictionary<string, string>(options.Aliases) { [value.Split(':')[0]] = value.Split(':')[1] };
                break;
            case "escaped":
                break;
            default:
                ApplyLimit(options, key, int.Parse(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void ApplyLimit(ReplyOptions options, string key, int limit)
    {
        switch (key)
        {
            case "characters":
                options.MaxReplyCharacters = limit;
                break;
            case "depth":
                options.MaxReplyDepth = limit;
                break;
            case "candidates":
                options.MaxReplyCandidates = limit;
                break;
            case "edits":
                options.MaxEdits = limit;
                break;
            default:
                throw new ArgumentException($"'{key}' is not an option of a fixture.", nameof(key));
        }
    }

    private static ReplyFixture One(string text)
    {
        var parts = text.Split("\n--- ");
        var head = parts[0].Split('\n');
        var sections = parts[1..].Select(static part => part.Split('\n', 2)).ToDictionary(static part => part[0], static part => part.Length > 1 ? part[1] : "");
        var last = parts[^1].Split('\n', 2)[0];
        sections[last] = sections[last].EndsWith('\n') ? sections[last][..^1] : sections[last];
        return new(head[0], After(head, "schema: "), After(head, "options: ") ?? "", sections);
    }

    private static string? After(string[] lines, string word) => lines.FirstOrDefault(l => l.StartsWith(word, StringComparison.Ordinal))?[word.Length..];

    private static string Folder() => Path.Combine(AppContext.BaseDirectory, "Fixtures");
}
