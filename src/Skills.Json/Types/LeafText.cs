using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Skills.Json.Types;

/// <summary>Brings single values to the form that the serializer's own converters read, and finds those that would lose something.</summary>
internal static class LeafText
{
    /// <summary>Returns the text that the converter of this type reads in place of the string; null to leave it as it is.</summary>
    public static string? Rewrite(string text, Type type) => type switch
    {
        _ when type == typeof(TimeSpan) => DurationText.Parse(text)?.ToString("c", CultureInfo.InvariantCulture),
        _ when type == typeof(TimeOnly) && text.Length == 5 => text + ":00",
        _ => null,
    };

    /// <summary>Returns a whole number without fraction or exponent, such as 5 for <c>5.0</c>; null to leave the number as it is.</summary>
    public static decimal? WholeNumber(JsonElement number, Type type) =>
        IsInteger(type)
        && JsonMarshal.GetRawUtf8Value(number).IndexOfAny((byte)'.', (byte)'e', (byte)'E') >= 0
        && number.TryGetDecimal(out var value)
        && decimal.Truncate(value) == value
            ? decimal.Truncate(value)
            : null;

    /// <summary>Says why a number does not fit its type without loss; null when it does.</summary>
    public static string? NumberProblem(JsonElement number, Type type)
    {
        if (type == typeof(decimal))
        {
            return number.TryGetDecimal(out var value) && Digits(value.ToString(CultureInfo.InvariantCulture)) == Digits(Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(number)))
                ? null
                : "has more digits than a decimal can hold";
        }

        var isFinite = type == typeof(float) ? number.TryGetSingle(out var single) && float.IsFinite(single)
            : type == typeof(Half) ? number.TryGetDouble(out var half) && Half.IsFinite((Half)half)
            : type != typeof(double) || (number.TryGetDouble(out var twice) && double.IsFinite(twice));
        return isFinite ? null : $"is too large for {type.Name}";
    }

    // Significant digits without sign, point, exponent and zeros at either end.
    private static string Digits(string text)
    {
        var end = text.AsSpan().IndexOfAny('e', 'E');
        return string.Concat(text[..(end < 0 ? text.Length : end)].Where(char.IsAsciiDigit)).Trim('0');
    }

    private static bool IsInteger(Type type) => Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.UInt64 || type == typeof(Int128) || type == typeof(UInt128);
}
