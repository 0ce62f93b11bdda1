using System.Text;

namespace Skills.JsonSchema.Formats;

/// <summary>The encoding of A-labels: RFC 3492.</summary>
internal static class Punycode
{
    // Section 5.
    private const int Base = 36;
    private const int TMin = 1;
    private const int TMax = 26;
    private const int Skew = 38;
    private const int Damp = 700;
    private const int InitialBias = 72;
    private const int InitialCode = 128;

    public static string Encode(ReadOnlySpan<int> codes)
    {
        var text = new StringBuilder();
        foreach (var code in codes)
        {
            if (code < InitialCode)
            {
                text.Append((char)code);
            }
        }

        var basic = text.Length;
        if (basic > 0)
        {
            text.Append('-');
        }

        long delta = 0;
        var next = InitialCode;
        var bias = InitialBias;
        // Section 6.3: code points in rising order, each with its distance from the one before.
        for (var handled = basic; handled < codes.Length;)
        {
            var smallest = int.MaxValue;
            foreach (var code in codes)
            {
                smallest = code >= next ? Math.Min(smallest, code) : smallest;
            }

            delta += (long)(smallest - next) * (handled + 1);
            next = smallest;
            foreach (var code in codes)
            {
                if (code < next)
                {
                    delta++;
                }
                else if (code == next)
                {
                    AppendNumber(text, delta, bias);
                    bias = Adapt(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }

            delta++;
            next++;
        }

        return text.ToString();
    }

    /// <returns>The code points, or null when the text is no Punycode.</returns>
    public static int[]? Decode(string text)
    {
        var hyphen = text.LastIndexOf('-');
        var codes = text[..Math.Max(hyphen, 0)].Select(static letter => (int)letter).ToList();
        var at = hyphen < 0 ? 0 : hyphen + 1;
        long code = InitialCode;
        long index = 0;
        var bias = InitialBias;
        // Section 6.2 drops the delimiter only after at least one basic code point.
        if (at == text.Length || hyphen == 0)
        {
            return null;
        }

        // Section 6.2.
        while (at < text.Length)
        {
            if (ReadNumber(text, ref at, bias) is not { } delta)
            {
                return null;
            }

            var count = codes.Count + 1;
            bias = Adapt(delta, count, index == 0 && codes.TrueForAll(static known => known < InitialCode));
            index += delta;
            code += index / count;
            index %= count;
            if (code > 0x10FFFF)
            {
                return null;
            }

            codes.Insert((int)index++, (int)code);
        }

        return [.. codes];
    }

    private static long? ReadNumber(string text, ref int at, int bias)
    {
        long value = 0;
        long weight = 1;
        for (var k = Base; ; k += Base)
        {
            var digit = at < text.Length ? DigitOf(text[at++]) : -1;
            if (digit < 0)
            {
                return null;
            }

            value += digit * weight;
            // Section 6.4: overflow is an error.
            if (value > int.MaxValue)
            {
                return null;
            }

            var threshold = Threshold(k, bias);
            if (digit < threshold)
            {
                return value;
            }

            weight *= Base - threshold;
        }
    }

    private static void AppendNumber(StringBuilder text, long value, int bias)
    {
        for (var k = Base; ; k += Base)
        {
            var threshold = Threshold(k, bias);
            if (value < threshold)
            {
                text.Append(LetterOf((int)value));
                return;
            }

            text.Append(LetterOf((int)(threshold + ((value - threshold) % (Base - threshold)))));
            value = (value - threshold) / (Base - threshold);
        }
    }

    private static int Threshold(int k, int bias) => Math.Clamp(k - bias, TMin, TMax);

    // Section 6.1: small digits for the distances that are likely next.
    private static int Adapt(long delta, int count, bool first)
    {
        delta /= first ? Damp : 2;
        delta += delta / count;
        var k = 0;
        while (delta > (Base - TMin) * TMax / 2)
        {
            delta /= Base - TMin;
            k += Base;
        }

        return (int)(k + ((Base - TMin + 1) * delta / (delta + Skew)));
    }

    private static int DigitOf(char letter) => letter switch
    {
        >= 'a' and <= 'z' => letter - 'a',
        >= '0' and <= '9' => letter - '0' + 26,
        _ => -1,
    };

    private static char LetterOf(int digit) => (char)(digit < 26 ? 'a' + digit : '0' + digit - 26);
}
