using System.Numerics;

namespace Skills.JsonSchema.Values;

/// <summary>The number of a <c>multipleOf</c>: divides decimals exactly, in time linear in their digits.</summary>
internal sealed class NumberDivisor
{
    private const int ChunkDigits = 18;
    private const long ChunkScale = 1_000_000_000_000_000_000;

    private readonly byte[] _text;
    private readonly BigInteger _divisor;
    private readonly ulong _smallDivisor;
    private readonly long _scale;
    private readonly long _integer;

    public NumberDivisor(ReadOnlySpan<byte> raw)
    {
        _text = raw.ToArray();
        var number = new NumberText(raw);
        for (var at = 0; at < number.Digits; at += ChunkDigits)
        {
            var chunk = Chunk(number, at, out var scale);
            _divisor = (_divisor * scale) + chunk;
        }

        _scale = number.Scale;
        _smallDivisor = number.Digits <= ChunkDigits ? (ulong)_divisor : 0;
        _integer = NumberText.TryReadInt64(raw, out var integer) ? integer : 0;
    }

    public ReadOnlySpan<byte> Text => _text;

    public bool Divides(ReadOnlySpan<byte> instance)
    {
        if (_integer > 0 && NumberText.TryReadInt64(instance, out var value))
        {
            return value % _integer == 0;
        }

        var number = new NumberText(instance);
        if (number.IsZero)
        {
            return true;
        }

        // The digits end in no zero, so a divisor with a coarser last place cannot divide them.
        var shift = number.Scale - _scale;
        if (shift < 0)
        {
            return false;
        }

        return _smallDivisor != 0 ? DividesSmall(number, shift) : DividesLarge(number, shift);
    }

    private bool DividesSmall(in NumberText number, long shift)
    {
        UInt128 rest = 0;
        for (var at = 0; at < number.Digits; at += ChunkDigits)
        {
            var chunk = Chunk(number, at, out var scale);
            rest = ((rest * (ulong)scale) + (ulong)chunk) % _smallDivisor;
        }

        UInt128 power = 10 % _smallDivisor;
        for (; shift > 0 && rest != 0; shift >>= 1)
        {
            if ((shift & 1) != 0)
            {
                rest = rest * power % _smallDivisor;
            }

            power = power * power % _smallDivisor;
        }

        return rest == 0;
    }

    private bool DividesLarge(in NumberText number, long shift)
    {
        var rest = BigInteger.Zero;
        for (var at = 0; at < number.Digits; at += ChunkDigits)
        {
            var chunk = Chunk(number, at, out var scale);
            rest = ((rest * scale) + chunk) % _divisor;
        }

        return (rest * BigInteger.ModPow(10, shift, _divisor) % _divisor).IsZero;
    }

    private static long Chunk(in NumberText number, int at, out long scale)
    {
        long chunk = 0;
        scale = at + ChunkDigits <= number.Digits ? ChunkScale : 1;
        var end = Math.Min(at + ChunkDigits, number.Digits);
        for (var i = at; i < end; i++)
        {
            chunk = (chunk * 10) + number[i];
            scale = scale == ChunkScale ? scale : scale * 10;
        }

        return chunk;
    }
}
