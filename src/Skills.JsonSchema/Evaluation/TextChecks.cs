using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using Skills.JsonSchema.Compilation;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Evaluation;

/// <summary>The checks of strings that need the unescaped text: pattern, format and content.</summary>
internal static class TextChecks
{
    private const int OnStack = 256;

    /// <param name="rules">What is demanded.</param>
    /// <param name="raw">The text as written between its quotes.</param>
    /// <param name="steps">What is left of the steps; matching takes its share.</param>
    public static bool Passes(StringRules rules, ReadOnlySpan<byte> raw, ref long steps)
    {
        if (!Utf8Text.HasEscape(raw))
        {
            return PassesText(rules, raw, ref steps);
        }

        byte[]? rented = null;
        var buffer = raw.Length <= OnStack ? stackalloc byte[OnStack] : (rented = ArrayPool<byte>.Shared.Rent(raw.Length));
        var passes = PassesText(rules, buffer[..Utf8Text.Unescape(raw, buffer)], ref steps);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return passes;
    }

    public static bool HasContent(ContentRule rule, ReadOnlySpan<byte> text)
    {
        if (!rule.Base64)
        {
            return !rule.Json || IsJson(text);
        }

        if (!Base64.IsValid(text))
        {
            return false;
        }

        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        Base64.DecodeFromUtf8(text, decoded, out _, out var written);
        return !rule.Json || IsJson(decoded.AsSpan(0, written));
    }

    private static bool PassesText(StringRules rules, ReadOnlySpan<byte> text, ref long steps) =>
        (rules.Pattern is null || rules.Pattern.IsMatch(text, ref steps))
        && (rules.Format is null || rules.Format(text))
        && (rules.Content is null || HasContent(rules.Content, text));

    private static bool IsJson(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
