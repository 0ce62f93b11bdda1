namespace Skills.JsonSchema.Values;

/// <summary>
/// A JSON number read from its text without loss: 0.D₁D₂…Dₙ × 10^<see cref="Magnitude"/>, where neither D₁ nor Dₙ is zero.
/// </summary>
/// <remarks>An exponent beyond ±10^17 is held at that bound: such numbers differ from all others, not from each other.</remarks>
internal readonly ref struct NumberText
{
    private const long ExponentLimit = 100_000_000_000_000_000;

    private readonly ReadOnlySpan<byte> _first;
    private readonly ReadOnlySpan<byte> _second;

    public NumberText(ReadOnlySpan<byte> raw)
    {
        Negative = raw[0] == (byte)'-';
        raw = Negative ? raw[1..] : raw;

        var mark = raw.IndexOfAny((byte)'e', (byte)'E');
        var exponent = mark < 0 ? 0 : ReadExponent(raw[(mark + 1)..]);
        var mantissa = mark < 0 ? raw : raw[..mark];

        var point = mantissa.IndexOf((byte)'.');
        var whole = (point < 0 ? mantissa : mantissa[..point]).TrimStart((byte)'0');
        var fraction = (point < 0 ? default : mantissa[(point + 1)..]).TrimEnd((byte)'0');

        var magnitude = whole.Length + exponent;
        if (whole.IsEmpty)
        {
            var significant = fraction.TrimStart((byte)'0');
            magnitude -= fraction.Length - significant.Length;
            fraction = significant;
        }
        else if (fraction.IsEmpty)
        {
            whole = whole.TrimEnd((byte)'0');
        }

        _first = whole;
        _second = fraction;
        Digits = whole.Length + fraction.Length;
        IsZero = Digits == 0;
        Negative &= !IsZero;
        Magnitude = IsZero ? 0 : magnitude;
    }

    public bool Negative { get; }

    public bool IsZero { get; }

    public int Digits { get; }

    public long Magnitude { get; }

    /// <summary>The power of ten of the last digit: the value is the digits, read as an integer, times ten to this power.</summary>
    public long Scale => Magnitude - Digits;

    public bool IsInteger => IsZero || Scale >= 0;

    public int this[int index] => (index < _first.Length ? _first[index] : _second[index - _first.Length]) - '0';

    public static bool Equal(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        left.SequenceEqual(right) || Compare(new(left), new(right)) == 0;

    public static int Compare(in NumberText left, in NumberText right)
    {
        if (left.Negative != right.Negative || left.IsZero || right.IsZero)
        {
            return left.Sign - right.Sign;
        }

        return left.Negative ? -CompareSize(left, right) : CompareSize(left, right);
    }

    /// <summary>Reads an integer of at most 18 digits without fraction or exponent.</summary>
    public static bool TryReadInt64(ReadOnlySpan<byte> raw, out long value)
    {
        value = 0;
        var start = raw[0] == (byte)'-' ? 1 : 0;
        if (raw.Length - start > 18)
        {
            return false;
        }

        for (var i = start; i < raw.Length; i++)
        {
            var digit = (uint)(raw[i] - '0');
            if (digit > 9)
            {
                return false;
            }

            value = (value * 10) + digit;
        }

        value = start == 0 ? value : -value;
        return true;
    }

    /// <summary>Reads a decimal of at most 18 digits without exponent as an integer and the number of its decimal places.</summary>
    public static bool TryReadDecimal(ReadOnlySpan<byte> raw, out long value, out int places)
    {
        value = 0;
        places = 0;
        var start = raw[0] == (byte)'-' ? 1 : 0;
        if (raw.Length - start > 19)
        {
            return false;
        }

        var point = -1;
        for (var i = start; i < raw.Length; i++)
        {
            var digit = (uint)(raw[i] - '0');
            if (digit <= 9)
            {
                value = (value * 10) + digit;
            }
            else if (raw[i] == (byte)'.')
            {
                point = i;
            }
            else
            {
                return false;
            }
        }

        places = point < 0 ? 0 : raw.Length - point - 1;
        value = start == 0 ? value : -value;
        return point >= 0 || raw.Length - start <= 18;
    }

    private int Sign => IsZero ? 0 : Negative ? -1 : 1;

    private static int CompareSize(in NumberText left, in NumberText right)
    {
        if (left.Magnitude != right.Magnitude)
        {
            return left.Magnitude.CompareTo(right.Magnitude);
        }

        var shared = Math.Min(left.Digits, right.Digits);
        for (var i = 0; i < shared; i++)
        {
            if (left[i] != right[i])
            {
                return left[i] - right[i];
            }
        }

        return left.Digits.CompareTo(right.Digits);
    }

    private static long ReadExponent(ReadOnlySpan<byte> text)
    {
        var negative = text[0] == (byte)'-';
        long value = 0;
        foreach (var letter in text[(text[0] is (byte)'-' or (byte)'+' ? 1 : 0)..])
        {
            value = Math.Min((value * 10) + letter - '0', ExponentLimit);
        }

        return negative ? -value : value;
    }
}
