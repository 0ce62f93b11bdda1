using System.Numerics;

namespace Skills.Engine.Rules;

/// <summary>Tells real numbers of cards and accounts from digits that only look like them.</summary>
internal static class Checksums
{
    /// <summary>ISO/IEC 7812: the weighted sum of digits is a multiple of ten.</summary>
    public static bool IsLuhn(string text)
    {
        var digits = text.Where(char.IsAsciiDigit).Select(static c => c - '0').Reverse().ToList();
        if (digits.Count is < 13 or > 19 || digits.Distinct().Count() == 1)
        {
            return false;
        }

        return digits.Select(static (d, i) => i % 2 == 0 ? d : d > 4 ? (d * 2) - 9 : d * 2).Sum() % 10 == 0;
    }

    /// <summary>ISO 13616: the account read as a number leaves one when divided by 97.</summary>
    public static bool IsIban(string text)
    {
        var plain = text.Replace(" ", "", StringComparison.Ordinal);
        if (plain.Length is < 15 or > 34)
        {
            return false;
        }

        var moved = plain[4..] + plain[..4];
        var number = string.Concat(moved.Select(static c => char.IsAsciiDigit(c) ? c.ToString() : (c - 'A' + 10).ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return BigInteger.Parse(number, System.Globalization.CultureInfo.InvariantCulture) % 97 == 1;
    }

    /// <summary>Whether a number in that form can have been given out.</summary>
    public static bool IsSocialSecurityNumber(string text) =>
        text[..3] is not ("000" or "666") && text[0] != '9' && text[4..6] != "00" && text[7..] != "0000";
}
