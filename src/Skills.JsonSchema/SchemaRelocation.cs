using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Skills.JsonSchema;

/// <summary>Rewrites the references of a schema that is put into a larger document.</summary>
public static class SchemaRelocation
{
    /// <summary>
    /// Returns the schema with each reference to itself or to a part of itself (<c>#</c>, <c>#/…</c> and <c>#anchor</c>) pointing to
    /// where that part is in the larger document. Everything else stays as written.
    /// </summary>
    /// <param name="schema">
    /// The schema. One with an <c>$id</c> is a document of its own wherever it is and comes back unchanged, as does one that does not compile.
    /// </param>
    /// <param name="pointer">The JSON Pointer of the place in the larger document, as a URI fragment without <c>#</c>.</param>
    public static JsonElement Move(JsonElement schema, string pointer)
    {
        ArgumentNullException.ThrowIfNull(pointer);
        JsonSubschema root;
        try
        {
            root = JsonSchemaValidator.Compile(schema).Root;
        }
        catch (Exception e) when (e is JsonSchemaException or JsonSchemaLimitException)
        {
            return schema;
        }

        if (IsDocument(root))
        {
            return schema;
        }

        var edits = new SortedList<int, (int Length, string Reference)>();
        Find(root, root, pointer, edits);
        return edits.Count == 0 ? schema : Apply(JsonMarshal.GetRawUtf8Value(root.Element), edits);
    }

    private static void Find(JsonSubschema schema, JsonSubschema root, string pointer, SortedList<int, (int Length, string Reference)> edits)
    {
        foreach (var keyword in (string[])["$ref", "$dynamicRef"])
        {
            if (schema.Find(keyword) is { ValueKind: JsonValueKind.String } value && value.GetString() is ['#', ..] written && schema.Reference is { } target)
            {
                var raw = JsonMarshal.GetRawUtf8Value(value);
                JsonMarshal.GetRawUtf8Value(root.Element).Overlaps(raw, out var offset);
                edits[offset] = (raw.Length, Moved(written, target, root, pointer));
            }
        }

        foreach (var child in schema.Subschemas)
        {
            if (!IsDocument(child))
            {
                Find(child, root, pointer, edits);
            }
        }
    }

    // A pointer keeps its own words. An anchor may be taken in the larger document, so it becomes the pointer of its schema.
    private static string Moved(string written, JsonSubschema target, JsonSubschema root, string pointer)
    {
        if (written is "#" or ['#', '/', ..])
        {
            return $"#{pointer}{written[1..]}";
        }

        var location = target.Location;
        var fragment = location.IndexOf('#', StringComparison.Ordinal);
        return ReferenceEquals(target, root) ? "#" + pointer : $"#{pointer}{location[(fragment + 1)..]}";
    }

    private static bool IsDocument(JsonSubschema schema) => schema.Find("$id") is not null;

    private static JsonElement Apply(ReadOnlySpan<byte> text, SortedList<int, (int Length, string Reference)> edits)
    {
        using var moved = new MemoryStream(text.Length + 64);
        var at = 0;
        foreach (var (offset, (length, reference)) in edits)
        {
            moved.Write(text[at..offset]);
            moved.Write(Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(reference)}\""));
            at = offset + length;
        }

        moved.Write(text[at..]);
        return JsonElement.Parse(moved.GetBuffer().AsSpan(0, (int)moved.Length));
    }
}
