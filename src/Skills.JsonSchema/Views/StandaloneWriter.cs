using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Skills.JsonSchema.Compilation;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Views;

/// <summary>Writes one schema with all it refers to as a document of its own, in which every reference is to a definition of its root.</summary>
internal sealed class StandaloneWriter(ViewSpace space, SchemaNode root)
{
    private readonly Dictionary<SchemaNode, string> _names = [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Queue<SchemaNode> _pending = [];

    public static JsonElement Write(ViewSpace space, SchemaNode root)
    {
        if (root.Element.ValueKind != JsonValueKind.Object)
        {
            return root.Element;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new() { MaxDepth = int.MaxValue, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            new StandaloneWriter(space, root).WriteRoot(writer);
        }

        return JsonElement.Parse(buffer.WrittenSpan, JsonText.DocumentAsParsed);
    }

    private void WriteRoot(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        var draft = root.Resource.Dialect.Draft;
        // Without $schema, readers take the newest draft.
        if (draft != JsonSchemaDraft.Draft202012)
        {
            writer.WriteString("$schema", Metaschemas.UriOf(draft));
        }

        WriteKeywords(writer, root);
        if (_pending.Count > 0)
        {
            writer.WriteStartObject(Definitions);
            while (_pending.TryDequeue(out var node))
            {
                writer.WritePropertyName(_names[node]);
                WriteSchema(writer, node);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private string Definitions => root.Resource.Dialect.Draft >= JsonSchemaDraft.Draft201909 ? "$defs" : "definitions";

    private void WriteSchema(Utf8JsonWriter writer, SchemaNode node)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (node.Element.ValueKind != JsonValueKind.Object)
        {
            node.Element.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        WriteKeywords(writer, node);
        writer.WriteEndObject();
    }

    private void WriteKeywords(Utf8JsonWriter writer, SchemaNode node)
    {
        var target = node.InPlace?.Ref;
        var other = node.InPlace?.Dynamic is { } dynamic ? space.Target(dynamic) : null;
        if ((target ?? other) is { } first)
        {
            writer.WriteString("$ref", ReferenceTo(first));
        }

        // Up to draft 7, what is beside $ref says nothing.
        if (node.Resource.Dialect.RefReplacesSiblings && target is not null)
        {
            return;
        }

        // A schema can have $ref and $dynamicRef; written out, both are $ref, so the second goes into "allOf".
        var second = target is null ? null : other;
        var child = node.FirstChild;
        foreach (var property in node.Element.EnumerateObject())
        {
            var keyword = KeywordTable.Find(JsonMarshal.GetRawUtf8PropertyName(property));
            if (!IsOfThePlace(keyword, node.Resource.Dialect))
            {
                child = WriteKeyword(writer, property, child, ref second, keyword);
            }
            else
            {
                child = Behind(child, property.Value);
            }
        }

        if (second is not null)
        {
            writer.WriteStartArray("allOf");
            WriteReference(writer, second);
            writer.WriteEndArray();
        }
    }

    /// <returns>The first child that lies behind what was written.</returns>
    private SchemaNode? WriteKeyword(Utf8JsonWriter writer, JsonProperty property, SchemaNode? child, ref SchemaNode? second, Keyword keyword)
    {
        writer.WritePropertyName(JsonText.WellFormed(JsonText.NameOf(property)));
        var value = property.Value;
        if (child is null || !Holds(value, child.Element))
        {
            value.WriteTo(writer);
            return child;
        }

        if (JsonText.AreSame(value, child.Element))
        {
            WriteSchema(writer, child);
            return child.NextSibling;
        }

        return value.ValueKind == JsonValueKind.Array ? WriteList(writer, value, child, ref second, keyword) : WriteMap(writer, value, child);
    }

    private SchemaNode? WriteList(Utf8JsonWriter writer, JsonElement list, SchemaNode? child, ref SchemaNode? second, Keyword keyword)
    {
        writer.WriteStartArray();
        foreach (var item in list.EnumerateArray())
        {
            child = WriteEntry(writer, item, child);
        }

        if (keyword == Keyword.AllOf && second is not null)
        {
            WriteReference(writer, second);
            second = null;
        }

        writer.WriteEndArray();
        return child;
    }

    private SchemaNode? WriteMap(Utf8JsonWriter writer, JsonElement map, SchemaNode? child)
    {
        writer.WriteStartObject();
        foreach (var entry in map.EnumerateObject())
        {
            writer.WritePropertyName(JsonText.WellFormed(JsonText.NameOf(entry)));
            child = WriteEntry(writer, entry.Value, child);
        }

        writer.WriteEndObject();
        return child;
    }

    private SchemaNode? WriteEntry(Utf8JsonWriter writer, JsonElement value, SchemaNode? child)
    {
        if (child is null || !JsonText.AreSame(value, child.Element))
        {
            value.WriteTo(writer);
            return child;
        }

        WriteSchema(writer, child);
        return child.NextSibling;
    }

    private void WriteReference(Utf8JsonWriter writer, SchemaNode target)
    {
        writer.WriteStartObject();
        writer.WriteString("$ref", ReferenceTo(target));
        writer.WriteEndObject();
    }

    private string ReferenceTo(SchemaNode target)
    {
        if (target == root)
        {
            return "#";
        }

        if (!_names.TryGetValue(target, out var name))
        {
            name = FreeName(target);
            _names.Add(target, name);
            _pending.Enqueue(target);
        }

        return $"#/{Definitions}/{name}";
    }

    // Only characters that need no escape in a pointer or a URI, and that every provider takes.
    private string FreeName(SchemaNode target)
    {
        var wanted = string.Concat(target.Name.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_'));
        wanted = wanted.Length == 0 ? "schema" : wanted;
        var name = wanted;
        for (var i = 2; !_taken.Add(name); i++)
        {
            name = $"{wanted}{i}";
        }

        return name;
    }

    // Names, references and definitions belong to the place a schema stood in.
    private static bool IsOfThePlace(Keyword keyword, Dialect dialect) =>
        dialect.Knows(keyword) && keyword is Keyword.Schema or Keyword.Id or Keyword.LegacyId or Keyword.Anchor or Keyword.DynamicAnchor or Keyword.RecursiveAnchor
            or Keyword.Vocabulary or Keyword.Ref or Keyword.DynamicRef or Keyword.RecursiveRef or Keyword.Defs or Keyword.Definitions;

    private static SchemaNode? Behind(SchemaNode? child, JsonElement value)
    {
        while (child is not null && Holds(value, child.Element))
        {
            child = child.NextSibling;
        }

        return child;
    }

    private static bool Holds(JsonElement outer, JsonElement inner) =>
        JsonMarshal.GetRawUtf8Value(outer).Overlaps(JsonMarshal.GetRawUtf8Value(inner));
}
