using System.Globalization;
using System.Text;

namespace Skills.JsonSchema.Patterns;

/// <summary>The text of an expression and the place reached in it.</summary>
internal abstract class PatternScanner(string text)
{
    protected string Text { get; } = text;

    protected int At { get; set; }

    protected bool More => At < Text.Length;

    protected char Next => Text[At];

    protected int Number(int most)
    {
        long value = 0;
        while (More && char.IsAsciiDigit(Next))
        {
            value = Math.Min((value * 10) + (Next - '0'), most);
            At++;
        }

        return (int)value;
    }

    protected int? Hex(int digits)
    {
        if (At + digits > Text.Length || !IsHex(Text.AsSpan(At, digits)))
        {
            return null;
        }

        At += digits;
        return int.Parse(Text.AsSpan(At - digits, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    protected static bool IsHex(ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
        {
            if (!char.IsAsciiHexDigit(letter))
            {
                return false;
            }
        }

        return true;
    }

    protected int CodePoint()
    {
        var first = Text[At++];
        return char.IsHighSurrogate(first) && More && char.IsLowSurrogate(Next) ? char.ConvertToUtf32(first, Text[At++]) : first;
    }

    protected bool Take(string token)
    {
        if (string.CompareOrdinal(Text, At, token, 0, token.Length) != 0)
        {
            return false;
        }

        At += token.Length;
        return true;
    }

    protected PatternException Fault(string reason)
    {
        var shown = Text.Length <= 120 ? Text : Text[..119] + "…";
        return new(new StringBuilder().Append(CultureInfo.InvariantCulture, $"{shown} is no regular expression of ECMA-262: at position {At}, {reason}.").ToString());
    }
}
