using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Skills.Engine.Caching.Semantic;

/// <summary>The inputs of one call, split into those that are compared by meaning and those that must be equal.</summary>
/// <param name="Names">The names of the texts, in the order of <see cref="string.CompareOrdinal(string, string)"/>.</param>
/// <param name="Texts">The texts.</param>
/// <param name="Numbers">The numbers in the texts, which must be equal: a text with another year or amount is as near as any, and means something else.</param>
/// <param name="Rest">The other inputs, as an object.</param>
internal sealed record SemanticText(IReadOnlyList<string> Names, IReadOnlyList<string> Texts, IReadOnlyList<string> Numbers, JsonElement Rest)
{
    private static readonly string[] Addresses = ["data:", "http://", "https://"];

    // Keywords by which a string is one of a list, or has a form: such strings mean something else as soon as they differ.
    private static readonly string[] Forms = ["enum", "const", "pattern", "format", "contentEncoding", "contentMediaType"];

    /// <summary>Splits the inputs; null when no text can be compared, or the texts are too long.</summary>
    public static SemanticText? Of(SkillCacheRequest request, int maxLength)
    {
        if (request.Inputs.ValueKind != JsonValueKind.Object || request.Skill.Cache.Semantic is not { } policy)
        {
            return null;
        }

        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var input in request.Inputs.EnumerateObject())
        {
            if (MayBeText(request.Skill, policy, input.Name) && TextOf(input.Value) is { } text)
            {
                texts[input.Name] = text;
            }
        }

        return texts.Count == 0 || texts.Values.Sum(static t => (long)t.Length) > maxLength
            ? null
            : new([.. texts.Keys], [.. texts.Values], [.. texts.Values.Select(NumbersOf)], Without(request.Inputs, texts));
    }

    /// <summary>Returns whether an input is compared by meaning when it holds a text. Secrets and media never are.</summary>
    public static bool MayBeText(Skill skill, SkillSemanticCache policy, string name) =>
        (policy.Fields.Count > 0 ? policy.Fields.Contains(name) : IsFree(skill.InputSchema, name))
        && !IsSecret(skill, name)
        && !skill.Messages.Any(m => m.Parts.Any(p => p.MediaInput == name));

    private static bool IsSecret(Skill skill, string name)
    {
        var pointer = "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
        return skill.SecretInputs.Any(s => s.Length == 0 || s == pointer);
    }

    private static bool IsFree(JsonElement? schema, string name) =>
        schema is { ValueKind: JsonValueKind.Object } inputs
        && inputs.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
        && properties.TryGetProperty(name, out var input) && input.ValueKind == JsonValueKind.Object
        && input.TryGetProperty("type", out var type) && IsString(type)
        && !Forms.Any(form => input.TryGetProperty(form, out _));

    private static bool IsString(JsonElement type) => type.ValueKind == JsonValueKind.Array
        ? type.EnumerateArray().Any(IsString)
        : type.ValueKind == JsonValueKind.String && type.ValueEquals("string"u8);

    // Blank texts have no embedding, and two addresses that look alike lead to different things.
    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String && value.GetString() is { } text
                && !string.IsNullOrWhiteSpace(text) && !Addresses.Any(a => text.TrimStart().StartsWith(a, StringComparison.OrdinalIgnoreCase))
                ? text
                : null;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate: such a text is compared as it is.
            return null;
        }
    }

    // Digits of every script, with what is between them in one number, so that 1.5 and 15 differ.
    private static string NumbersOf(string text)
    {
        var numbers = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var isInside = i > 0 && i + 1 < text.Length && char.IsDigit(text[i - 1]) && char.IsDigit(text[i + 1]);
            if (char.IsDigit(text[i]) || (isInside && !char.IsWhiteSpace(text[i])))
            {
                numbers.Append(text[i]);
            }
            else if (numbers.Length > 0 && numbers[^1] != ' ')
            {
                numbers.Append(' ');
            }
        }

        return numbers.ToString().TrimEnd();
    }

    private static JsonElement Without(JsonElement inputs, SortedDictionary<string, string> texts)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = int.MaxValue, SkipValidation = true }))
        {
            writer.WriteStartObject();
            foreach (var input in inputs.EnumerateObject().Where(input => !texts.ContainsKey(input.Name)))
            {
                input.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan, new JsonDocumentOptions { MaxDepth = int.MaxValue });
    }
}
