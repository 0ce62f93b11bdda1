namespace Skills.JsonSchema.Formats;

/// <summary>JSON Pointers of RFC 6901, and relative ones.</summary>
internal static class JsonPointer
{
    public static bool IsPointer(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return true;
        }

        if (text[0] != '/')
        {
            return false;
        }

        int tilde;
        while ((tilde = text.IndexOf((byte)'~')) >= 0)
        {
            // Section 3: "~" appears only as "~0" and "~1".
            if (tilde + 1 == text.Length || text[tilde + 1] is not ((byte)'0' or (byte)'1'))
            {
                return false;
            }

            text = text[(tilde + 2)..];
        }

        return true;
    }

    public static bool IsRelativePointer(ReadOnlySpan<byte> text)
    {
        var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        digits = digits < 0 ? text.Length : digits;
        // draft-bhutton-relative-json-pointer-00, section 3: "non-negative-integer" has no leading zero.
        if (digits == 0 || (digits > 1 && text[0] == '0'))
        {
            return false;
        }

        text = text[digits..];
        return text.SequenceEqual("#"u8) || IsPointer(text);
    }
}
