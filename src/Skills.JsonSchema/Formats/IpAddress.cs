namespace Skills.JsonSchema.Formats;

/// <summary>IP addresses: RFC 2673, section 3.2, and RFC 4291, section 2.2.</summary>
internal static class IpAddress
{
    public static bool IsV4(ReadOnlySpan<byte> text)
    {
        for (var part = 0; part < 4; part++)
        {
            var dot = part < 3 ? text.IndexOf((byte)'.') : text.Length;
            if (dot < 0 || !IsOctet(text[..dot]))
            {
                return false;
            }

            text = part < 3 ? text[(dot + 1)..] : default;
        }

        return true;
    }

    public static bool IsV6(ReadOnlySpan<byte> text)
    {
        var groups = 0;
        var shortened = false;
        if (text.StartsWith("::"u8))
        {
            shortened = true;
            text = text[2..];
        }

        while (!text.IsEmpty)
        {
            var colon = text.IndexOf((byte)':');
            var group = colon < 0 ? text : text[..colon];
            // RFC 4291, section 2.2, form 3: the last 32 bits in decimal.
            if (colon < 0 && group.Contains((byte)'.'))
            {
                groups += 2;
                return IsV4(group) && Fits(groups, shortened);
            }

            if (group.Length is 0 or > 4 || !IsHex(group) || ++groups > 8)
            {
                return false;
            }

            if (colon < 0)
            {
                break;
            }

            text = text[(colon + 1)..];
            if (text.IsEmpty)
            {
                return false;
            }

            if (text[0] == ':')
            {
                // Form 2: "::" can appear only once.
                if (shortened)
                {
                    return false;
                }

                shortened = true;
                text = text[1..];
            }
        }

        return Fits(groups, shortened);
    }

    // Form 2 stands for one or more groups of zeros, so seven others are the most.
    private static bool Fits(int groups, bool shortened) => shortened ? groups < 8 : groups == 8;

    private static bool IsOctet(ReadOnlySpan<byte> text)
    {
        // RFC 6943, section 3.1.1: some programs read a leading zero as octal, so it is refused.
        if (text.Length is 0 or > 3 || (text.Length > 1 && text[0] == '0'))
        {
            return false;
        }

        var value = 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            value = (value * 10) + digit - '0';
        }

        return value <= 255;
    }

    private static bool IsHex(ReadOnlySpan<byte> text)
    {
        foreach (var digit in text)
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return false;
            }
        }

        return true;
    }
}
