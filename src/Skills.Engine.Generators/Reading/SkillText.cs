using Skills.Engine.Generators.Checking;
using Skills.Engine.Generators.Schemas;
using Skills.Engine.Generators.Yaml;

namespace Skills.Engine.Generators.Reading;

/// <summary>Reads a skill file up to the types of its inputs and outputs.</summary>
internal static class SkillText
{
    /// <summary>The skill; null when it is wrong, and then the findings say how.</summary>
    public static SkillShape? Read(string path, string text, Findings findings)
    {
        var isMarkdown = path.EndsWith(".md", StringComparison.OrdinalIgnoreCase);
        var (start, end, body) = isMarkdown ? FrontMatter.Find(text) : (0, text.Length, 0);
        if (start < 0)
        {
            findings.Add("SK009", 0, 1, "A Markdown skill begins with its YAML between two lines of '---'.");
            return null;
        }

        if (Parse(text, start, end, findings) is not { } file)
        {
            return null;
        }

        FormatCheck.Run(file, findings);
        // A misspelled 'prompt' was reported as what it is.
        if (findings.All.Count == 0 && !Sends(file) && (!isMarkdown || string.IsNullOrWhiteSpace(text.Substring(body))))
        {
            findings.Add("SK108", file.Entries[0].Key, "Nothing to send: add 'prompt', 'messages', 'steps' or 'template.file'.");
        }

        var shape = Shape(file, findings);
        return findings.All.Count > 0 ? null : shape;
    }

    private static YamlMap? Parse(string text, int start, int end, Findings findings)
    {
        try
        {
            var (root, duplicates) = YamlReader.Read(text, start, end);
            foreach (var key in duplicates)
            {
                findings.Add("SK004", key, $"'{key.Text}' appears twice in this mapping. Remove one.");
            }

            if (root is YamlMap { Entries.Count: > 0 } map)
            {
                return map;
            }

            findings.Add("SK103", root?.Start ?? 0, 1, $"A skill file is a mapping, but this is {root?.TypeName ?? "nothing"}.");
        }
        catch (YamlException e)
        {
            findings.Add(e.Code, e.At, e.Length, e.Message);
        }

        return null;
    }

    private static bool Sends(YamlMap file) =>
        file.Find("prompt") is not null || file.Find("messages") is not null || file.Find("steps") is not null || (file.Find("template") as YamlMap)?.Find("file") is not null;

    private static SkillShape Shape(YamlMap file, Findings findings)
    {
        var (inputs, outputs) = (file.Find("input") as YamlMap, file.Find("output") as YamlMap);
        var defaults = new HashSet<string>((inputs?.Find("defaults") as YamlMap)?.Entries.Select(static e => e.Key.Text) ?? []);
        var declared = new List<ClientType>();
        var input = Type(inputs?.Find("schema"), "Input", "SK201", defaults, declared, findings);
        var output = Type(outputs?.Find("schema"), "Output", "SK202", null, declared, findings)
            ?? (outputs?.Text("format") is "text" or "markdown" ? ScalarTypes.WholeText : ScalarTypes.Any);
        return new(file.Text("name") ?? "", file.Text("version"), file.Text("description"), input, output, declared);
    }

    private static ClientType? Type(YamlNode? schema, string prefix, string code, ISet<string>? defaults, List<ClientType> declared, Findings findings)
    {
        if (schema is null || new ShortForm(findings).Convert(schema) is not { } full)
        {
            return null;
        }

        var builder = new TypeBuilder(full, prefix, code, findings);
        var type = builder.Build(defaults);
        declared.AddRange(builder.Declared);
        return type;
    }
}
