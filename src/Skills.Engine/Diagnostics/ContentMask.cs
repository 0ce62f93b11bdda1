using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Skills.Engine.Diagnostics;

/// <summary>Takes a skill's secret inputs out of everything that is recorded: at their place in the inputs, and wherever their text turns up again. Immutable.</summary>
internal sealed class ContentMask
{
    public const string Masked = "***";

    // Shorter secrets are masked only where they are a whole word: blanking each "1" of a text does not help.
    private const int AlwaysMaskedLength = 4;

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 2000 };

    private readonly HashSet<string> _pointers;
    private readonly string[] _texts;

    private ContentMask(HashSet<string> pointers, string[] texts)
    {
        _pointers = pointers;
        _texts = texts;
    }

    public static ContentMask Nothing { get; } = new([], []);

    /// <summary>The mask of one execution.</summary>
    /// <param name="skill">Says which inputs are secret.</param>
    /// <param name="inputs">The inputs, where their texts are found; null when they could not be read.</param>
    public static ContentMask For(Skill skill, JsonElement? inputs)
    {
        if (skill.SecretInputs.Count == 0)
        {
            return Nothing;
        }

        var pointers = skill.SecretInputs.ToHashSet(StringComparer.Ordinal);
        var texts = new HashSet<string>(StringComparer.Ordinal);
        if (inputs is { } value)
        {
            Collect(value, "", false, pointers, texts);
        }

        return new(pointers, [.. texts.OrderByDescending(static t => t.Length)]);
    }

    public string? Apply(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return text;
        }

        foreach (var secret in _texts)
        {
            text = secret.Length >= AlwaysMaskedLength ? text.Replace(secret, Masked, StringComparison.Ordinal) : ReplaceWord(text, secret);
        }

        return text;
    }

    /// <summary>The inputs with the values at secret pointers blanked.</summary>
    public JsonElement? ApplyToInputs(JsonElement? inputs) => Rewrite(inputs, _pointers);

    public JsonElement? Apply(JsonElement? value) => Rewrite(value, []);

    private static void Collect(JsonElement value, string pointer, bool inside, HashSet<string> pointers, HashSet<string> texts)
    {
        inside |= pointers.Contains(pointer);
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    Collect(property.Value, Child(pointer, property.Name), inside, pointers, texts);
                }

                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    Collect(item, $"{pointer}/{index++}", inside, pointers, texts);
                }

                break;
            case JsonValueKind.String when inside && value.GetString() is { } text && !string.IsNullOrWhiteSpace(text):
                texts.Add(text);
                texts.Add(JsonEncodedText.Encode(text).Value);
                texts.Add(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value);
                texts.Add(HtmlEncoder.Default.Encode(text));
                break;
            case JsonValueKind.Number when inside:
                texts.Add(value.GetRawText());
                break;
        }
    }

    private JsonElement? Rewrite(JsonElement? value, HashSet<string> pointers)
    {
        if (value is not { ValueKind: not JsonValueKind.Undefined } element || (pointers.Count == 0 && _texts.Length == 0))
        {
            return value;
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            Write(writer, element, "", pointers);
        }

        return JsonElement.Parse(buffer.ToArray(), new JsonDocumentOptions { MaxDepth = Relaxed.MaxDepth });
    }

    private void Write(Utf8JsonWriter writer, JsonElement value, string pointer, HashSet<string> pointers)
    {
        if (pointers.Contains(pointer))
        {
            writer.WriteStringValue(Masked);
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    writer.WritePropertyName(Apply(property.Name)!);
                    Write(writer, property.Value, Child(pointer, property.Name), pointers);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item, $"{pointer}/{index++}", pointers);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Apply(value.GetString()));
                break;
            case JsonValueKind.Number when _texts.Contains(value.GetRawText(), StringComparer.Ordinal):
                writer.WriteStringValue(Masked);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static string Child(string pointer, string name) =>
        $"{pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    private static string ReplaceWord(string text, string word)
    {
        StringBuilder? masked = null;
        var kept = 0;
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + word.Length, StringComparison.Ordinal))
        {
            var end = at + word.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
            {
                (masked ??= new()).Append(text, kept, at - kept).Append(Masked);
                kept = end;
            }
        }

        return masked is null ? text : masked.Append(text, kept, text.Length - kept).ToString();
    }
}
