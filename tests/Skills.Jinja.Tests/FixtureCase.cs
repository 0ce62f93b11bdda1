using System.Globalization;
using System.Text.Json;

namespace Skills.Jinja.Tests;

/// <summary>One case of a fixture file.</summary>
internal sealed record FixtureCase(string Name, JsonElement Context, string Words, Dictionary<string, string> Files, string Template, string Expected)
{
    internal static IEnumerable<FixtureCase> Read(string file) => File.ReadAllText(file).ReplaceLineEndings("\n").Split("=== ").Skip(1).Select(One);

    internal JinjaOptions Options()
    {
        var words = Words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var options = words.Contains("chat") ? JinjaOptions.ForChatTemplates() : new JinjaOptions();
        foreach (var word in words)
        {
            Apply(options, word);
        }

        options.Loader = new JinjaMemoryLoader(Files);
        return options;
    }

    private static void Apply(JinjaOptions options, string word)
    {
        switch (word)
        {
            case "strict" or "chainable" or "debug":
                options.Undefined = Enum.Parse<JinjaUndefined>(word, ignoreCase: true);
                break;
            case "trim":
                options.TrimBlocks = true;
                break;
            case "lstrip":
                options.LstripBlocks = true;
                break;
            case "autoescape":
                options.Autoescape = true;
                break;
            case "immutable":
                options.Sandbox = JinjaSandbox.Immutable;
                break;
            case "trans":
                options.Trans = true;
                break;
            case "do":
                options.Do = true;
                break;
            case "loopcontrols":
                options.LoopControls = true;
                break;
            case "json":
                options.PrintStyle = JinjaPrintStyle.Json;
                break;
            case "keep":
                options.KeepTrailingNewline = true;
                break;
            case "crlf":
                options.NewlineSequence = "\r\n";
                break;
            case "lines":
                options.Delimiters = new() { LineStatementPrefix = "#", LineCommentPrefix = "##" };
                break;
            case "angle":
                options.Delimiters = new() { BlockStart = "<%", BlockEnd = "%>", VariableStart = "<%=", VariableEnd = "%>", CommentStart = "<!--", CommentEnd = "-->" };
                break;
            case "chat":
                break;
            default:
                ApplyLimit(options, word.Split('='));
                break;
        }
    }

    private static void ApplyLimit(JinjaOptions options, string[] word)
    {
        var value = word.Length == 2 ? int.Parse(word[1], CultureInfo.InvariantCulture) : throw new ArgumentException($"'{word[0]}' is not an option of a fixture.");
        options.Limits = word[0] switch
        {
            nameof(JinjaLimits.MaxSourceLength) => options.Limits with { MaxSourceLength = value },
            nameof(JinjaLimits.MaxSyntaxDepth) => options.Limits with { MaxSyntaxDepth = value },
            nameof(JinjaLimits.MaxSteps) => options.Limits with { MaxSteps = value },
            nameof(JinjaLimits.MaxOutputLength) => options.Limits with { MaxOutputLength = value },
            nameof(JinjaLimits.MaxStringLength) => options.Limits with { MaxStringLength = value },
            nameof(JinjaLimits.MaxListLength) => options.Limits with { MaxListLength = value },
            nameof(JinjaLimits.MaxCreatedBytes) => options.Limits with { MaxCreatedBytes = value },
            nameof(JinjaLimits.MaxCallDepth) => options.Limits with { MaxCallDepth = value },
            nameof(JinjaLimits.MaxValueDepth) => options.Limits with { MaxValueDepth = value },
            nameof(JinjaLimits.MaxLoadedTemplates) => options.Limits with { MaxLoadedTemplates = value },
            _ => throw new ArgumentException($"'{word[0]}' is not an option of a fixture."),
        };
    }

    private static FixtureCase One(string text)
    {
        var parts = text.Split("\n--- ");
        var head = parts[0].Split('\n');
        var template = parts[1]["template\n".Length..];
        var outcome = parts[2][(parts[2].IndexOf('\n', StringComparison.Ordinal) + 1)..];
        var files = head.Where(static l => l.StartsWith("file ", StringComparison.Ordinal)).Select(static l => l[5..].Split(": ", 2)).ToDictionary(static f => f[0], static f => f[1]);
        return new(head[0], JsonElement.Parse(After(head, "context: ") ?? "{}"), After(head, "options: ") ?? "", files, template, outcome.EndsWith('\n') ? outcome[..^1] : outcome);
    }

    private static string? After(string[] lines, string word) => lines.FirstOrDefault(l => l.StartsWith(word, StringComparison.Ordinal))?[word.Length..];
}
