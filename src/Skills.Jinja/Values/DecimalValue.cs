using System.Globalization;

namespace Skills.Jinja.Values;

/// <summary>A .NET decimal, kept exact. It behaves as Python's <c>Decimal</c>: 19.90 prints with both digits.</summary>
internal sealed class DecimalValue(decimal number) : HeapValue(ValueKind.Decimal)
{
    internal decimal Number => number;

    internal override string TypeName => "decimal.Decimal";

    internal override bool Truthy => number != 0;

    internal string Digits => number.ToString(CultureInfo.InvariantCulture);

    internal override void WriteText(ReprWriter writer) => writer.Append(Digits);

    internal override void WriteRepr(ReprWriter writer) => writer.Append($"Decimal('{Digits}')");
}
