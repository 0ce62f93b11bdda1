using System.Buffers;

namespace Skills.JsonSchema.Formats;

/// <summary>Mailboxes of RFC 5321, section 4.1.2, and their internationalised form of RFC 6531.</summary>
internal static class Email
{
    // RFC 5321, sections 4.5.3.1.1 and 4.5.3.1.2.
    private const int LongestLocalPart = 64;
    private const int LongestDomain = 255;

    // "atext" of RFC 5322, section 3.2.3.
    private static readonly SearchValues<byte> AtomCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~"u8);

    public static bool IsEmail(ReadOnlySpan<byte> text) => Is(text, international: false);

    public static bool IsIdnEmail(ReadOnlySpan<byte> text) => Is(text, international: true);

    private static bool Is(ReadOnlySpan<byte> text, bool international)
    {
        // A quoted local part may hold an "@", a domain may not.
        var at = text.LastIndexOf((byte)'@');
        if (at is < 1 or > LongestLocalPart)
        {
            return false;
        }

        var local = text[..at];
        return (local[0] == '"' ? IsQuoted(local, international) : IsDotted(local, international))
            && IsDomain(text[(at + 1)..], international);
    }

    // "quoted-pairSMTP" escapes graphics and the space only, also in RFC 6531.
    private static bool IsQuoted(ReadOnlySpan<byte> text, bool international)
    {
        if (text.Length < 2 || text[^1] != '"')
        {
            return false;
        }

        text = text[1..^1];
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
                if (i == text.Length || text[i] is < 32 or > 126)
                {
                    return false;
                }
            }
            else if (text[i] == '"' || text[i] < 32 || text[i] == 127 || (text[i] > 127 && !international))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsDotted(ReadOnlySpan<byte> text, bool international)
    {
        while (true)
        {
            var dot = text.IndexOf((byte)'.');
            if (!IsAtom(dot < 0 ? text : text[..dot], international))
            {
                return false;
            }

            if (dot < 0)
            {
                return true;
            }

            text = text[(dot + 1)..];
        }
    }

    private static bool IsAtom(ReadOnlySpan<byte> text, bool international)
    {
        if (text.IsEmpty)
        {
            return false;
        }

        foreach (var letter in text)
        {
            if (!AtomCharacters.Contains(letter) && !(international && letter > 127))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsDomain(ReadOnlySpan<byte> text, bool international)
    {
        // Address literals of section 4.1.3. "IPv6" is the only tag that is registered.
        if (text.StartsWith("["u8) && text.EndsWith("]"u8))
        {
            var address = text[1..^1];
            return address.StartsWith("IPv6:"u8) ? IpAddress.IsV6(address[5..]) : IpAddress.IsV4(address);
        }

        if (text.Length > LongestDomain)
        {
            return false;
        }

        // RFC 6531, section 3.3: a domain that is not ASCII is made of U-labels. The sender composes them first.
        if (international && !System.Text.Ascii.IsValid(text))
        {
            return InternationalName.IsValid(Values.JsonText.WellFormed(Values.Utf8Text.UnescapedToText(text)).Normalize());
        }

        while (true)
        {
            var dot = text.IndexOf((byte)'.');
            if (!HostName.IsLabel(dot < 0 ? text : text[..dot], international))
            {
                return false;
            }

            if (dot < 0)
            {
                return true;
            }

            text = text[(dot + 1)..];
        }
    }
}
