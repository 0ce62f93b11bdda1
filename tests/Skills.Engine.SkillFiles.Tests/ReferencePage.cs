using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Skills.Engine.Definitions;

namespace Skills.Engine.SkillFiles.Tests;

/// <summary>Writes the tables of <c>docs/skill-files.md</c> from the schema and the list of codes.</summary>
internal static class ReferencePage
{
    public static string Keys()
    {
        var schema = SkillFileSchema.Read();
        var text = new StringBuilder();
        Table(text, "Top level", schema);
        foreach (var section in new[] { "input", "output", "template", "model", "cache", "limits" })
        {
            Table(text, $"`{section}`", schema.GetProperty("properties").GetProperty(section));
            if (section == "cache")
            {
                Table(text, "`cache.semantic`", schema.GetProperty("properties").GetProperty("cache").GetProperty("properties").GetProperty("semantic"));
            }

            if (section == "model")
            {
                Table(text, "`model.options`", schema.GetProperty("properties").GetProperty("model").GetProperty("properties").GetProperty("options"));
                Table(text, "`model.parallel`", schema.GetProperty("properties").GetProperty("model").GetProperty("properties").GetProperty("parallel"));
                Table(text, "`model.weights`", schema.GetProperty("properties").GetProperty("model").GetProperty("properties").GetProperty("weights"));
            }
        }

        Table(text, "an entry of `examples`", schema.GetProperty("properties").GetProperty("examples").GetProperty("items"));
        foreach (var (title, name) in new[] { ("an entry of `steps`", "step"), ("an entry of `rules`", "rule"), ("an entry of `tests`", "test") })
        {
            Table(text, title, schema.GetProperty("$defs").GetProperty(name));
            if (name == "rule")
            {
                Rules(text, schema.GetProperty("$defs").GetProperty(name).GetProperty("allOf"));
            }
        }

        var messages = schema.GetProperty("$defs").GetProperty("message").GetProperty("anyOf");
        Table(text, "an entry of `messages`: something said", messages[0]);
        Table(text, "an entry of `messages`: earlier turns", messages[1]);
        Table(text, "an entry of `messages`: the place of the examples", messages[2]);
        return text.ToString().TrimEnd();
    }

    /// <summary>Gets every code of a finding, in order.</summary>
    public static IEnumerable<SkillDiagnosticCode> DiagnosticCodes => typeof(SkillDiagnosticCode).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(static f => f.FieldType == typeof(SkillDiagnosticCode))
        .Select(static f => (SkillDiagnosticCode)f.GetValue(null)!)
        .OrderBy(static c => c.Code, StringComparer.Ordinal);

    public static string Codes()
    {
        var text = new StringBuilder("| code | severity | meaning |\n|---|---|---|\n");
        foreach (var code in DiagnosticCodes)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {code.Code} | {code.Severity.ToString().ToLowerInvariant()} | {code.Title} |\n");
        }

        return text.ToString().TrimEnd();
    }

    private static void Table(StringBuilder text, string title, JsonElement schema)
    {
        var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(static n => n.GetString()).ToHashSet() : [];
        text.Append(CultureInfo.InvariantCulture, $"### {char.ToUpperInvariant(title[0])}{title[1..]}\n\n| key | value | default | meaning |\n|---|---|---|---|\n");
        foreach (var property in schema.GetProperty("properties").EnumerateObject())
        {
            var name = required.Contains(property.Name) ? $"**`{property.Name}`**" : $"`{property.Name}`";
            var otherwise = property.Value.TryGetProperty("default", out var value) ? $"`{value.ToString().ToLowerInvariant()}`" : "";
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {Type(property.Value)} | {otherwise} | {Text(property.Value, "description")} |\n");
        }

        text.Append('\n');
    }

    private static void Rules(StringBuilder text, JsonElement branches)
    {
        text.Append("### The parameters of a rule, by type\n\n`field` may also be written `fields`, `path` or `paths`.\n\n| type | meaning | parameters |\n|---|---|---|\n");
        foreach (var branch in branches.EnumerateArray())
        {
            var then = branch.GetProperty("then");
            var required = then.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(static n => n.GetString()).ToHashSet() : [];
            var parameters = then.GetProperty("properties").EnumerateObject()
                .Where(static p => p.Name is not ("fields" or "path" or "paths"))
                .Select(p => required.Contains(p.Name) ? $"**`{p.Name}`**" : $"`{p.Name}`");
            var type = branch.GetProperty("if").GetProperty("properties").GetProperty("type").GetProperty("const").GetString();
            text.Append(CultureInfo.InvariantCulture, $"| `{type}` | {Text(then, "description")} | {string.Join(", ", parameters)} |\n");
        }

        text.Append('\n');
    }

    private static string Type(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return "anything";
        }

        if (schema.TryGetProperty("$ref", out var reference))
        {
            return reference.GetString()!.Split('/')[^1];
        }

        if (schema.TryGetProperty("const", out var only))
        {
            return $"`{only.GetRawText()}`";
        }

        if (schema.TryGetProperty("enum", out var words))
        {
            return string.Join(", ", words.EnumerateArray().Select(static w => $"`{w}`"));
        }

        if (schema.TryGetProperty("anyOf", out var choices))
        {
            return string.Join(" or ", choices.EnumerateArray().Select(Type));
        }

        if (!schema.TryGetProperty("type", out var type))
        {
            return "anything";
        }

        var name = type.ValueKind == JsonValueKind.Array ? string.Join(" or ", type.EnumerateArray().Select(static t => t.GetString())) : type.GetString()!;
        var items = name == "array" && schema.TryGetProperty("items", out var item) ? " of " + Type(item) : "";
        return (name, items) switch
        {
            ("array", " of anything") => "list",
            ("array", _) => "list" + items,
            ("object", _) => "mapping",
            ("string", _) => "text" + Bounds(schema),
            _ => name + Bounds(schema),
        };
    }

    private static string Bounds(JsonElement schema)
    {
        var low = Text(schema, "minimum") is { Length: > 0 } min ? $" from {min}" : "";
        var high = Text(schema, "maximum") is { Length: > 0 } max ? $" to {max}" : Text(schema, "maxLength") is { Length: > 0 } length ? $", at most {length} characters" : "";
        return low + high;
    }

    private static string Text(JsonElement schema, string keyword) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(keyword, out var value) ? value.ToString().Replace("|", "\\|", StringComparison.Ordinal) : "";
}
