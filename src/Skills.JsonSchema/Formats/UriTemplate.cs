using System.Buffers;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Formats;

/// <summary>URI templates of RFC 6570, any level.</summary>
internal static class UriTemplate
{
    // Section 2.1, with the apostrophe that an erratum lets in.
    private static readonly SearchValues<byte> Literals = SearchValues.Create(
        [.. Enumerable.Range(0x21, 0x5E).Select(static code => (byte)code).Except("\"%<>\\^`{|}"u8.ToArray())]);

    private static readonly SearchValues<byte> VariableCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"u8);

    public static bool IsUriTemplate(ReadOnlySpan<byte> text)
    {
        int at;
        while ((at = text.IndexOfAnyExcept(Literals)) >= 0)
        {
            text = text[at..];
            if (text[0] == '{')
            {
                var close = text.IndexOf((byte)'}');
                if (close < 0 || !IsExpression(text[1..close]))
                {
                    return false;
                }

                text = text[(close + 1)..];
            }
            else if (UriCharacters.IsEncoded(text))
            {
                text = text[3..];
            }
            else
            {
                var code = Utf8Text.Decode(text, out var used);
                if (!UriCharacters.Iri.Contains(code) && !UriCharacters.Private.Contains(code))
                {
                    return false;
                }

                text = text[used..];
            }
        }

        return true;
    }

    private static bool IsExpression(ReadOnlySpan<byte> text)
    {
        // Section 2.2, with the operators reserved for extensions.
        if (!text.IsEmpty && "+#./;?&=,!@|"u8.Contains(text[0]))
        {
            text = text[1..];
        }

        while (true)
        {
            var comma = text.IndexOf((byte)',');
            if (!IsVariable(comma < 0 ? text : text[..comma]))
            {
                return false;
            }

            if (comma < 0)
            {
                return true;
            }

            text = text[(comma + 1)..];
        }
    }

    private static bool IsVariable(ReadOnlySpan<byte> text)
    {
        // Section 2.4.2.
        if (text.EndsWith("*"u8))
        {
            return IsName(text[..^1]);
        }

        var colon = text.IndexOf((byte)':');
        if (colon < 0)
        {
            return IsName(text);
        }

        var length = text[(colon + 1)..];
        // Section 2.4.1: "max-length" is less than 10000.
        return IsName(text[..colon]) && length.Length is >= 1 and <= 4 && length[0] != '0'
            && length.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }

    private static bool IsName(ReadOnlySpan<byte> text)
    {
        var afterDot = true;
        while (!text.IsEmpty)
        {
            if (text[0] == '.')
            {
                // Section 2.3: a dot stands between two characters.
                if (afterDot)
                {
                    return false;
                }

                afterDot = true;
                text = text[1..];
                continue;
            }

            var encoded = UriCharacters.IsEncoded(text);
            if (!encoded && !VariableCharacters.Contains(text[0]))
            {
                return false;
            }

            afterDot = false;
            text = text[(encoded ? 3 : 1)..];
        }

        return !afterDot;
    }
}
