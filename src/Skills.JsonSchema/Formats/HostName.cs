using System.Text;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Formats;

/// <summary>Host names of RFC 1123, section 2.1, with A-labels that are ones, and internationalised ones of RFC 5890.</summary>
internal static class HostName
{
    // RFC 1035, section 2.3.4: 255 octets on the wire, where each label has a length before it and the root has one too.
    private const int LongestLabel = 63;
    private const int LongestName = 253;

    public static bool IsHostName(ReadOnlySpan<byte> text)
    {
        if (text.Length is 0 or > LongestName)
        {
            return false;
        }

        var encoded = false;
        var rest = text;
        while (true)
        {
            var dot = rest.IndexOf((byte)'.');
            var label = dot < 0 ? rest : rest[..dot];
            if (!IsLabel(label, international: false))
            {
                return false;
            }

            encoded |= IsEncoded(label);
            if (dot < 0)
            {
                break;
            }

            rest = rest[(dot + 1)..];
        }

        return !encoded || InternationalName.IsValid(Encoding.ASCII.GetString(text));
    }

    public static bool IsIdnHostName(ReadOnlySpan<byte> text)
    {
        // No name is longer than when each of its code points took four bytes.
        if (text.Length is 0 or > LongestName * 4)
        {
            return false;
        }

        var name = Utf8Text.UnescapedToText(text);
        // RFC 3490, section 3.1, names four characters that separate labels.
        return InternationalName.IsValid(name.Replace('\u3002', '.').Replace('\uFF0E', '.').Replace('\uFF61', '.'));
    }

    /// <summary>Whether a label has letters, digits and inner hyphens only; beyond ASCII, anything counts as a letter.</summary>
    public static bool IsLabel(ReadOnlySpan<byte> label, bool international)
    {
        // RFC 1123, section 2.1, lets a label start with a digit, which RFC 952 did not.
        if (label.Length is 0 or > LongestLabel || label[0] == '-' || label[^1] == '-')
        {
            return false;
        }

        foreach (var letter in label)
        {
            if (!char.IsAsciiLetterOrDigit((char)letter) && letter != '-' && !(international && letter > 127))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsEncoded(ReadOnlySpan<byte> label) =>
        // RFC 5890, section 2.3.1: the prefix of A-labels, in either case.
        label.Length >= 4 && (label[0] | 0x20) == 'x' && (label[1] | 0x20) == 'n' && label[2] == '-' && label[3] == '-';
}
