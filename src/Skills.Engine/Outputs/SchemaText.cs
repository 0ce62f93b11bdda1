using System.Globalization;
using System.Text;
using System.Text.Json;
using Skills.Json;

namespace Skills.Engine.Outputs;

/// <summary>Describes a JSON Schema to a model in few tokens: a commented shape in the order of the schema, always the same for the same schema.</summary>
internal static class SchemaText
{
    private const int MaxDepth = 24;
    private const int MaxLength = 64 * 1024;

    /// <summary>The shape alone, for <c>{{ output_schema }}</c>.</summary>
    public static string Render(JsonElement schema)
    {
        var text = new StringBuilder();
        new Writer(schema, text).Write(schema, 0);
        return text.ToString();
    }

    /// <summary>The sentence that asks for the shape, for a model without structured output.</summary>
    public static string Instructions(JsonElement? schema, OutputFormat format) => (format, schema) switch
    {
        (OutputFormat.Json, { } wanted) => "Answer with one JSON value of this shape and nothing else. A name followed by ? may be left out.\n\n" + Render(wanted),
        (OutputFormat.Json, null) => "Answer with one JSON value and nothing else.",
        (OutputFormat.Yaml, { } wanted) => "Answer with one YAML document of this shape and nothing else. A name followed by ? may be left out.\n\n" + Render(wanted),
        (OutputFormat.Yaml, null) => "Answer with one YAML document and nothing else.",
        (OutputFormat.Markdown, _) => "Answer in Markdown.",
        _ => "Answer in plain text.",
    };

    private sealed class Writer(JsonElement root, StringBuilder text)
    {
        private readonly HashSet<string> _open = new(StringComparer.Ordinal);

        public void Write(JsonElement schema, int depth)
        {
            if (schema.ValueKind != JsonValueKind.Object || depth > MaxDepth || text.Length > MaxLength)
            {
                text.Append(schema.ValueKind == JsonValueKind.False ? "never" : "any");
                return;
            }

            if (schema.TryGetProperty("$ref", out var reference) && reference.ValueKind == JsonValueKind.String)
            {
                WriteReference(reference.GetString()!, depth);
            }
            else if (schema.TryGetProperty("const", out var constant))
            {
                text.Append(constant.GetRawText());
            }
            else if (schema.TryGetProperty("enum", out var members) && members.ValueKind == JsonValueKind.Array)
            {
                text.AppendJoin(" | ", members.EnumerateArray().Select(static m => m.GetRawText()));
            }
            else if (Branches(schema) is { } branches)
            {
                WriteBranches(branches, depth);
            }
            else
            {
                WriteTyped(schema, depth);
            }
        }

        private void WriteReference(string reference, int depth)
        {
            var name = reference[(reference.LastIndexOf('/') + 1)..];
            if (!reference.StartsWith('#') || JsonPointer.Find(root, reference[1..]) is not { } target || !_open.Add(reference))
            {
                text.Append(name.Length == 0 || name == "#" ? "(the whole shape again)" : $"({name}, as above)");
                return;
            }

            Write(target, depth);
            _open.Remove(reference);
        }

        private static JsonElement? Branches(JsonElement schema) =>
            schema.TryGetProperty("anyOf", out var any) && any.ValueKind == JsonValueKind.Array ? any
            : schema.TryGetProperty("oneOf", out var one) && one.ValueKind == JsonValueKind.Array ? one
            : null;

        private void WriteBranches(JsonElement branches, int depth)
        {
            var first = true;
            foreach (var branch in branches.EnumerateArray())
            {
                if (!first)
                {
                    text.Append(" | ");
                }

                first = false;
                Write(branch, depth);
            }
        }

        private void WriteTyped(JsonElement schema, int depth)
        {
            var types = Types(schema);
            for (var i = 0; i < types.Count; i++)
            {
                if (i > 0)
                {
                    text.Append(" | ");
                }

                WriteType(schema, types[i], depth);
            }
        }

        private static List<string> Types(JsonElement schema)
        {
            if (!schema.TryGetProperty("type", out var type))
            {
                return [schema.TryGetProperty("properties", out _) ? "object" : schema.TryGetProperty("items", out _) ? "array" : "any"];
            }

            return type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(static t => t.ToString())] : [type.ToString()];
        }

        private void WriteType(JsonElement schema, string type, int depth)
        {
            if (type == "object")
            {
                WriteObject(schema, depth);
            }
            else if (type == "array")
            {
                WriteArray(schema, depth);
            }
            else
            {
                text.Append(type);
                WriteLimits(schema, type);
            }
        }

        private void WriteObject(JsonElement schema, int depth)
        {
            var properties = schema.TryGetProperty("properties", out var declared) && declared.ValueKind == JsonValueKind.Object ? declared : default;
            var rest = schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.Object ? others : default;
            if (properties.ValueKind != JsonValueKind.Object && rest.ValueKind != JsonValueKind.Object)
            {
                text.Append("{ … }");
                return;
            }

            var required = Required(schema);
            text.Append("{\n");
            if (properties.ValueKind == JsonValueKind.Object)
            {
                foreach (var property in properties.EnumerateObject())
                {
                    Indent(depth + 1).Append('"').Append(property.Name).Append('"').Append(required.Contains(property.Name) ? ": " : "?: ");
                    Write(property.Value, depth + 1);
                    text.Append(',');
                    WriteDescription(property.Value);
                    text.Append('\n');
                }
            }

            if (rest.ValueKind == JsonValueKind.Object)
            {
                Indent(depth + 1).Append("[any name]: ");
                Write(rest, depth + 1);
                text.Append(",\n");
            }

            Indent(depth).Append('}');
        }

        private void WriteArray(JsonElement schema, int depth)
        {
            text.Append('[');
            if (schema.TryGetProperty("items", out var items))
            {
                Write(items, depth);
                text.Append(", ");
            }

            text.Append("…]");
            WriteRange(schema, "minItems", "maxItems", " items");
            if (schema.TryGetProperty("uniqueItems", out var unique) && unique.ValueKind == JsonValueKind.True)
            {
                text.Append(" all different");
            }
        }

        private void WriteLimits(JsonElement schema, string type)
        {
            if (type == "string")
            {
                WriteRange(schema, "minLength", "maxLength", " characters");
                Named(schema, "format", " as ");
                Named(schema, "pattern", " matching ");
            }
            else if (type is "integer" or "number")
            {
                WriteRange(schema, "minimum", "maximum", "");
                Named(schema, "exclusiveMinimum", " above ");
                Named(schema, "exclusiveMaximum", " below ");
                Named(schema, "multipleOf", " a multiple of ");
            }
        }

        private void Named(JsonElement schema, string keyword, string before)
        {
            if (schema.TryGetProperty(keyword, out var value))
            {
                text.Append(before).Append(value);
            }
        }

        private void WriteRange(JsonElement schema, string low, string high, string unit)
        {
            var (from, to) = (schema.TryGetProperty(low, out var a) ? a.ToString() : null, schema.TryGetProperty(high, out var b) ? b.ToString() : null);
            text.Append((from, to) switch
            {
                (null, null) => "",
                ({ }, null) => string.Create(CultureInfo.InvariantCulture, $" ({from} or more{unit})"),
                (null, { }) => string.Create(CultureInfo.InvariantCulture, $" (at most {to}{unit})"),
                _ => string.Create(CultureInfo.InvariantCulture, $" ({from} to {to}{unit})"),
            });
        }

        private void WriteDescription(JsonElement schema)
        {
            if (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("description", out var description) && description.ValueKind == JsonValueKind.String)
            {
                var sentence = string.Join(' ', description.GetString()!.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
                text.Append(" // ").Append(sentence);
            }
        }

        private static HashSet<string> Required(JsonElement schema) =>
            schema.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array
                ? [.. required.EnumerateArray().Select(static r => r.ToString())]
                : [];

        private StringBuilder Indent(int depth) => text.Append(' ', depth * 2);
    }
}
