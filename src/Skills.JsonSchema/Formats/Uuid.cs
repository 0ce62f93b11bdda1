namespace Skills.JsonSchema.Formats;

/// <summary>UUIDs of RFC 4122 in their text form, any version and variant.</summary>
internal static class Uuid
{
    public static bool IsUuid(ReadOnlySpan<byte> text)
    {
        if (text.Length != 36)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            // Section 3: written in lower case, read in either.
            if (i is 8 or 13 or 18 or 23 ? text[i] != '-' : !char.IsAsciiHexDigit((char)text[i]))
            {
                return false;
            }
        }

        return true;
    }
}
