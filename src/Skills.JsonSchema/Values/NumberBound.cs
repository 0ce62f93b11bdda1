namespace Skills.JsonSchema.Values;

/// <summary>A number of a schema that instances are compared with, exactly.</summary>
internal sealed class NumberBound
{
    private static readonly long[] PowersOfTen = [.. Enumerable.Range(0, 19).Select(static n => (long)Math.Pow(10, n))];

    private readonly byte[] _text;
    private readonly bool _small;
    private readonly long _value;

    public NumberBound(ReadOnlySpan<byte> raw)
    {
        _text = raw.ToArray();
        _small = NumberText.TryReadInt64(raw, out _value);
    }

    public ReadOnlySpan<byte> Text => _text;

    /// <summary>The sign of (instance − bound).</summary>
    public int CompareFrom(ReadOnlySpan<byte> instance)
    {
        if (_small)
        {
            if (NumberText.TryReadInt64(instance, out var integer))
            {
                return integer.CompareTo(_value);
            }

            if (NumberText.TryReadDecimal(instance, out var scaled, out var places))
            {
                return ((Int128)scaled).CompareTo((Int128)_value * PowersOfTen[places]);
            }
        }

        return NumberText.Compare(new(instance), new(_text));
    }
}
