using System.Text.Json;
using Skills.Replies.Alignment;
using Skills.Replies.Parsing;

namespace Skills.Replies.Reading;

/// <summary>Free text as <c>{"content": …}</c>, or in the one text property a schema has.</summary>
internal static class TextWrap
{
    /// <summary>Reads a reply asked for as text or Markdown; null when the schema has no single place for a text.</summary>
    public static ReplyReading? Read(string text, ReadRequest request)
    {
        if (request.Shape is not { } shape)
        {
            return As("content", text);
        }

        // A model with structured output answers in JSON all the same.
        if (StrictJson.TryParse(text, 64, allowDuplicates: false) is { ValueKind: JsonValueKind.Object } json && request.Schema!.Validate(json).Count == 0)
        {
            return new() { Value = json };
        }

        if (Property(shape) is not { } property)
        {
            return null;
        }

        var wrapped = As(property, text);
        var findings = request.Schema!.Validate(wrapped.Value!.Value);
        return findings.Count == 0 ? wrapped : wrapped with
        {
            Status = ReplyStatus.Invalid,
            Findings = findings,
        };
    }

    /// <summary>A text in an object's one property.</summary>
    public static ReplyReading As(string property, string text) => new()
    {
        Value = Wrapped(property, text.AsSpan().Trim()),
        Edits = [new("/" + ReplyPath.Escape(property), "text_wrapped", EditKind.Safe, 1, 0, text.Length, null, EditText.Shorten(text.AsSpan().Trim()))],
    };

    private static JsonElement Wrapped(string property, ReadOnlySpan<char> text)
    {
        using var buffer = new JsonBuffer(text.Length);
        using (var writer = buffer.NewWriter())
        {
            writer.WriteStartObject();
            writer.WriteString(property, text);
            writer.WriteEndObject();
        }

        return buffer.ToValue(2);
    }

    private static string? Property(SchemaShape shape)
    {
        if (shape.Properties.TryGetValue("content", out var content) && content.TakesText)
        {
            return "content";
        }

        var texts = shape.Properties.Where(static p => p.Value.TakesText).Select(static p => p.Key).Take(2).ToList();
        return texts.Count == 1 ? texts[0] : null;
    }
}
