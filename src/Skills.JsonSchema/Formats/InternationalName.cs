using System.Text;

namespace Skills.JsonSchema.Formats;

/// <summary>Internationalised host names: RFC 5890 to 5893 (IDNA 2008).</summary>
internal static class InternationalName
{
    private const int LongestLabel = 63;
    private const int LongestName = 253;
    private const string Prefix = "xn--";

    /// <param name="name">Labels separated by full stops; each A-label, U-label or plain.</param>
    public static bool IsValid(string name)
    {
        var labels = new List<int[]>();
        var length = -1;
        foreach (var label in name.Split('.'))
        {
            if (Read(label, out var encodedLength) is not { } codes)
            {
                return false;
            }

            labels.Add(codes);
            // The limits of RFC 1035 are for the name as it is sent, in A-labels.
            length += encodedLength + 1;
        }

        return length <= LongestName && BidiRule.Holds(labels);
    }

    /// <summary>The code points of a label as it is read, or null when it is not valid.</summary>
    private static int[]? Read(string label, out int encodedLength)
    {
        encodedLength = label.Length;
        if (label.Length == 0)
        {
            return null;
        }

        if (!Ascii.IsValid(label))
        {
            var codes = CodePoints(label);
            encodedLength = Prefix.Length + Punycode.Encode(codes).Length;
            return encodedLength <= LongestLabel && InternationalLabel.IsValid(codes) ? codes : null;
        }

        if (!HostName.IsLabel(Encoding.ASCII.GetBytes(label), international: false))
        {
            return null;
        }

        if (label.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return Decode(label[Prefix.Length..]);
        }

        // Two hyphens in third and fourth place are kept for encodings such as that of A-labels.
        return label.Length >= 4 && label[2] == '-' && label[3] == '-' ? null : CodePoints(label);
    }

    private static int[]? Decode(string encoded)
    {
        encoded = encoded.ToLowerInvariant();
        // RFC 5891, section 5.4: an A-label must be what its own U-label is encoded as.
        if (Punycode.Decode(encoded) is not { } codes || Array.TrueForAll(codes, static code => code < 128))
        {
            return null;
        }

        return InternationalLabel.IsValid(codes) && Punycode.Encode(codes) == encoded ? codes : null;
    }

    private static int[] CodePoints(string label)
    {
        var codes = new List<int>(label.Length);
        for (var i = 0; i < label.Length; i++)
        {
            var pair = char.IsHighSurrogate(label[i]) && i + 1 < label.Length && char.IsLowSurrogate(label[i + 1]);
            codes.Add(pair ? char.ConvertToUtf32(label[i], label[++i]) : label[i]);
        }

        return [.. codes];
    }
}
