using Skills.Engine.Generators.Checking;
using Skills.Engine.Generators.Yaml;

namespace Skills.Engine.Generators.Schemas;

/// <summary>Finds keywords of a schema whose value has the wrong type (JSON Schema 2020-12, sections 10 and validation 6).</summary>
internal static class KeywordCheck
{
    private static readonly Dictionary<string, string> Expected = new()
    {
        ["properties"] = "a mapping", ["$defs"] = "a mapping", ["patternProperties"] = "a mapping", ["required"] = "a list", ["enum"] = "a list",
        ["allOf"] = "a list", ["anyOf"] = "a list", ["oneOf"] = "a list", ["prefixItems"] = "a list", ["examples"] = "a list",
        ["minimum"] = "a number", ["maximum"] = "a number", ["exclusiveMinimum"] = "a number", ["exclusiveMaximum"] = "a number", ["multipleOf"] = "a number",
        ["minLength"] = "a number", ["maxLength"] = "a number", ["minItems"] = "a number", ["maxItems"] = "a number", ["minProperties"] = "a number",
        ["maxProperties"] = "a number", ["uniqueItems"] = "a boolean", ["pattern"] = "text", ["format"] = "text", ["description"] = "text", ["title"] = "text",
        ["$ref"] = "text", ["$anchor"] = "text",
    };

    public static void Run(YamlMap schema, string code, Findings findings)
    {
        foreach (var entry in schema.Entries)
        {
            if (Expected.TryGetValue(entry.Key.Text, out var type) && entry.Value.TypeName != type)
            {
                findings.Add(code, entry.Value, $"'{entry.Key.Text}' of a schema must be {type}, but this is {entry.Value.TypeName}.");
            }
        }
    }
}
