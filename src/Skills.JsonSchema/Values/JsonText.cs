using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Skills.JsonSchema.Values;

/// <summary>
/// Reads names and strings of any JSON text. <see cref="JsonElement"/>'s own methods refuse lone surrogates, which JSON allows.
/// </summary>
internal static class JsonText
{
    /// <summary>How to read text taken from an element: as any parser may have read it, comments and trailing commas included.</summary>
    public static readonly JsonReaderOptions AsParsed =
        new() { MaxDepth = int.MaxValue, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The same for building a document.</summary>
    public static readonly JsonDocumentOptions DocumentAsParsed =
        new() { MaxDepth = int.MaxValue, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static string NameOf(JsonProperty property) => Utf8Text.ToText(JsonMarshal.GetRawUtf8PropertyName(property));

    /// <param name="element">A string.</param>
    public static string StringOf(JsonElement element) => Utf8Text.ToText(Content(element));

    /// <summary>A string as written between its quotes.</summary>
    public static ReadOnlySpan<byte> Content(JsonElement element) => JsonMarshal.GetRawUtf8Value(element)[1..^1];

    /// <summary>Whether two elements are the same place in the same text.</summary>
    public static bool AreSame(JsonElement left, JsonElement right) => Unsafe.AreSame(
        in MemoryMarshal.GetReference(JsonMarshal.GetRawUtf8Value(left)), in MemoryMarshal.GetReference(JsonMarshal.GetRawUtf8Value(right)));

    /// <summary>Whether the second element starts no earlier than the first, both in the same text.</summary>
    public static bool IsBehind(JsonElement first, JsonElement second) =>
        AreSame(first, second) || Unsafe.IsAddressLessThan(
            in MemoryMarshal.GetReference(JsonMarshal.GetRawUtf8Value(first)), in MemoryMarshal.GetReference(JsonMarshal.GetRawUtf8Value(second)));

    /// <summary>A string that .NET's writers accept: a lone surrogate becomes U+FFFD.</summary>
    public static string WellFormed(string text)
    {
        var encoding = Encoding.UTF8;
        return encoding.GetString(encoding.GetBytes(text));
    }

    /// <summary>The property of a name; the last when it stands several times.</summary>
    /// <param name="element">An object.</param>
    /// <param name="name">The name, unescaped.</param>
    /// <param name="value">The property's value.</param>
    public static bool TryFind(JsonElement element, ReadOnlySpan<byte> name, out JsonElement value)
    {
        var found = false;
        value = default;
        foreach (var property in element.EnumerateObject())
        {
            var raw = JsonMarshal.GetRawUtf8PropertyName(property);
            if (Utf8Text.HasEscape(raw) ? Utf8Text.ToBytes(raw).AsSpan().SequenceEqual(name) : raw.SequenceEqual(name))
            {
                found = true;
                value = property.Value;
            }
        }

        return found;
    }

    public static bool TryFind(JsonElement element, string name, out JsonElement value) =>
        TryFind(element, Encoding.UTF8.GetBytes(name), out value);
}
