using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Skills.Json;

namespace Skills.Engine.Outputs;

/// <summary>A question about the failing values alone: each has a key, its part of the schema, its present value and what is wrong with it.</summary>
internal sealed class PartialQuestion(JsonElement earlier, IReadOnlyList<OutputEdit> earlierEdits, IReadOnlyList<string> paths, JsonElement schema, string text)
{
    private const int MostSetAside = 100;
    private const int LongestSetAside = 80;
    private const int DeepestSetAside = 64;

    /// <summary>The shape of the answer: one property for each failing path, named by its pointer.</summary>
    public JsonElement Schema { get; } = schema;

    public string Text { get; } = text;

    /// <summary>Makes the question; null when the failure has no place, or the whole answer is at fault.</summary>
    public static PartialQuestion? From(Skill skill, JsonElement? value, IReadOnlyList<OutputEdit> edits, IReadOnlyList<SkillError> errors)
    {
        if (value is not { ValueKind: JsonValueKind.Object or JsonValueKind.Array } earlier || skill.OutputSchema is not { } schema || PointsElsewhere(schema, 0))
        {
            return null;
        }

        var complaints = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var error in errors)
        {
            foreach (var path in Places(schema, earlier, error))
            {
                if (path.Length == 0)
                {
                    return null;
                }

                if (!complaints.TryGetValue(path, out var sentences))
                {
                    complaints[path] = sentences = [];
                }

                sentences.Add(ModelText.Of(error));
            }
        }

        return complaints.Count == 0 ? null : Build(schema, earlier, edits, WithoutNested(complaints));
    }

    /// <summary>Reads the answer, puts each value in its place, and checks the whole again.</summary>
    public OutputValidation Merge(OutputValidator validator, Skill skill, OutputValidation check)
    {
        if (check.Failure is OutputFailure.Refused or OutputFailure.Filtered or OutputFailure.Empty || check.Reply is not { } reply)
        {
            return check;
        }

        var part = validator.ValidateText(skill with { OutputSchema = null, Output = skill.Output with { Format = OutputFormat.Json } }, reply.Text);
        if (part.Value is not { ValueKind: JsonValueKind.Object } answer || part.Edits.Any(static e => e.Name == "text_wrapped"))
        {
            return check;
        }

        if (paths.Any(path => answer.TryGetProperty(path, out _)))
        {
            part = validator.ValidateText(skill with { OutputSchema = Schema, Output = skill.Output with { Format = OutputFormat.Json } }, reply.Text);
            answer = part.Value is { ValueKind: JsonValueKind.Object } aligned ? aligned : answer;
        }

        var changes = Changes(answer);
        if (changes.Count == 0)
        {
            return check;
        }

        // A value that was found by its path is still as the model wrote it, so the whole is read once more.
        var merged = JsonReplacement.Apply(earlier, changes);
        var whole = validator.ValidateValue(skill, merged) is { IsValid: true } valid ? valid : validator.ValidateText(skill, merged.GetRawText());
        if (!whole.IsValid && check.IsValid)
        {
            return check;
        }

        return whole with { Edits = [.. earlierEdits.Where(e => !changes.Keys.Any(path => IsWithin(e.Path, path))), .. part.Edits.Select(InPlace), .. SetAside(answer, changes), .. whole.Edits], Reply = reply };
    }

    // Only the values that were asked for are taken. An answer that changes others too is not followed there, and says so.
    private IEnumerable<OutputEdit> SetAside(JsonElement answer, Dictionary<string, JsonElement?> changes) => Others(answer, "", changes, 0)
        .Where(other => JsonPointer.Find(earlier, other.Path) is not { } kept || !JsonElement.DeepEquals(kept, other.Value))
        .Take(MostSetAside)
        .Select(static other => new OutputEdit(other.Path, "value_set_aside", EditKind.Safe, 1, -1, 0, Shorten(other.Value.GetRawText()), null));

    // The values of an answer that were not asked for, at the highest place that holds nothing asked for.
    private static IEnumerable<(string Path, JsonElement Value)> Others(JsonElement value, string path, Dictionary<string, JsonElement?> changes, int depth)
    {
        if (changes.ContainsKey(path) || (depth == 1 && changes.ContainsKey(JsonPointer.Split(path)[0])))
        {
            return [];
        }

        var leads = depth == 0 || changes.Keys.Any(asked => IsWithin(asked, path));
        return (value.ValueKind, leads && depth < DeepestSetAside) switch
        {
            (JsonValueKind.Object, true) => value.EnumerateObject().SelectMany(m => Others(m.Value, path + "/" + JsonPointer.Escape(m.Name), changes, depth + 1)),
            (JsonValueKind.Array, true) => value.EnumerateArray().SelectMany((item, i) => Others(item, string.Create(CultureInfo.InvariantCulture, $"{path}/{i}"), changes, depth + 1)),
            _ => [(path, value)],
        };
    }

    private static string Shorten(string text) => text.Length <= LongestSetAside ? text : string.Concat(text.AsSpan(0, LongestSetAside), "…");

    // By the key that was asked for, or by the path within an answer that has the shape of the whole.
    private Dictionary<string, JsonElement?> Changes(JsonElement answer)
    {
        var changes = new Dictionary<string, JsonElement?>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            if (answer.TryGetProperty(path, out var value) || (JsonPointer.Find(answer, path) is { } nested && (value = nested).ValueKind != JsonValueKind.Undefined))
            {
                changes[path] = value;
            }
        }

        return changes;
    }

    // An edit of the partial answer, where its value now stands.
    private static OutputEdit InPlace(OutputEdit edit) => JsonPointer.Split(edit.Path) is [var first, .. var rest] && first.StartsWith('/')
        ? edit with { Path = first + string.Concat(rest.Select(static t => "/" + JsonPointer.Escape(t))) }
        : edit;

    private static bool IsWithin(string path, string place) => path == place || path.StartsWith(place + "/", StringComparison.Ordinal);

    // A part that refers to other places of the schema than its definitions cannot stand alone.
    private static bool PointsElsewhere(JsonElement schema, int depth)
    {
        if (depth > 100)
        {
            return true;
        }

        return schema.ValueKind switch
        {
            JsonValueKind.Object => schema.EnumerateObject().Any(m =>
                m.Name is "$dynamicRef" or "$recursiveRef"
                || (m.Name == "$ref" && m.Value.ValueKind == JsonValueKind.String && !IsDefinition(m.Value.GetString()!))
                || PointsElsewhere(m.Value, depth + 1)),
            JsonValueKind.Array => schema.EnumerateArray().Any(item => PointsElsewhere(item, depth + 1)),
            _ => false,
        };
    }

    private static bool IsDefinition(string reference) =>
        reference.StartsWith("#/$defs/", StringComparison.Ordinal) || reference.StartsWith("#/definitions/", StringComparison.Ordinal);

    // A missing property is reported at its object, so the place asked for is the property itself.
    private static List<string> Places(JsonElement schema, JsonElement earlier, SkillError error)
    {
        if (error.Code != "output.required")
        {
            return [error.Path];
        }

        var missing = SchemaPart.Of(schema, error.Path)?.RequiredNames()
            .Where(name => JsonPointer.Find(earlier, error.Path + "/" + JsonPointer.Escape(name)) is null)
            .Select(name => error.Path + "/" + JsonPointer.Escape(name))
            .ToList();

        return missing is { Count: > 0 } ? missing : [error.Path];
    }

    private static SortedDictionary<string, List<string>> WithoutNested(SortedDictionary<string, List<string>> complaints)
    {
        foreach (var path in complaints.Keys.ToList())
        {
            var parent = complaints.Keys.FirstOrDefault(p => path.Length > p.Length && path.StartsWith(p, StringComparison.Ordinal) && path[p.Length] == '/');
            if (parent is not null)
            {
                complaints[parent].AddRange(complaints[path]);
                complaints.Remove(path);
            }
        }

        return complaints;
    }

    private static PartialQuestion? Build(JsonElement schema, JsonElement earlier, IReadOnlyList<OutputEdit> edits, SortedDictionary<string, List<string>> complaints)
    {
        var text = new StringBuilder("Some values of your last answer are wrong. Give each of them again, corrected.\n\n");
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "object");
            WriteDefinitions(writer, schema);
            writer.WriteStartObject("properties");
            foreach (var (path, sentences) in complaints)
            {
                if (SchemaPart.Of(schema, path) is not { } part)
                {
                    return null;
                }

                writer.WritePropertyName(path);
                part.Schema.WriteTo(writer);
                var present = JsonPointer.Find(earlier, path);
                text.Append(path).Append(present is { } value ? $" is now {value.GetRawText()}\n" : " is missing\n");
                foreach (var sentence in sentences.Distinct(StringComparer.Ordinal))
                {
                    text.Append("- ").Append(sentence).Append('\n');
                }
            }

            writer.WriteEndObject();
            writer.WriteStartArray("required");
            foreach (var path in complaints.Keys)
            {
                writer.WriteStringValue(path);
            }

            writer.WriteEndArray();
            writer.WriteBoolean("additionalProperties", false);
            writer.WriteEndObject();
        }

        var wanted = JsonElement.Parse(buffer.WrittenSpan);
        text.Append('\n').Append(SchemaText.Instructions(wanted, OutputFormat.Json));
        return new(earlier, edits, [.. complaints.Keys], wanted, text.ToString());
    }

    // References of a part point to definitions at the root.
    private static void WriteDefinitions(Utf8JsonWriter writer, JsonElement schema)
    {
        foreach (var keyword in (ReadOnlySpan<string>)["$schema", "$defs", "definitions"])
        {
            if (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(keyword, out var value))
            {
                writer.WritePropertyName(keyword);
                value.WriteTo(writer);
            }
        }
    }
}
