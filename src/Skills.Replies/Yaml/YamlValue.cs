using System.Globalization;
using System.Text.RegularExpressions;
using Skills.Replies.Parsing;

namespace Skills.Replies.Yaml;

/// <summary>What a scalar without quotes means by the core schema (YAML 1.2.2 §10.3.2): <c>yes</c> is a text, <c>017</c> is 17, a date is a text.</summary>
internal static partial class YamlValue
{
    /// <summary>Longest number with a radix, so that it fits 64 bits.</summary>
    private const int LongestRadix = 15;

    public static int Add(ReplyTree tree, int start, int end, string? text)
    {
        var value = text ?? tree.Source.AsSpan(start, end - start);
        var kind = Kind(value);
        return tree.Add(kind, NodeFlags.Bare, start, end, kind == NodeKind.Number ? Number(value.ToString()) : kind == NodeKind.String ? text : null);
    }

    private static NodeKind Kind(ReadOnlySpan<char> value) => value switch
    {
        "" or "~" or "null" or "Null" or "NULL" => NodeKind.Null,
        "true" or "True" or "TRUE" => NodeKind.True,
        "false" or "False" or "FALSE" => NodeKind.False,
        _ => Decimal().IsMatch(value) || (value.Length <= LongestRadix && Radix().IsMatch(value)) ? NodeKind.Number : NodeKind.String,
    };

    // JSON has one notation for numbers: no plus, no leading zeros, digits on both sides of the point.
    private static string Number(string value)
    {
        if (value.StartsWith("0x", StringComparison.Ordinal))
        {
            return long.Parse(value.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
        }

        if (value.StartsWith("0o", StringComparison.Ordinal))
        {
            return Convert.ToInt64(value[2..], 8).ToString(CultureInfo.InvariantCulture);
        }

        var digits = value.TrimStart('+', '-');
        var point = digits.AsSpan().IndexOfAny('.', 'e', 'E') is >= 0 and var at ? at : digits.Length;
        var whole = digits[..point].TrimStart('0');
        var rest = digits[point..].Replace(".e", "e", StringComparison.OrdinalIgnoreCase);
        rest = rest == "." ? "" : rest;
        return (value.StartsWith('-') ? "-" : "") + (whole.Length == 0 ? "0" : whole) + rest;
    }

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Decimal();

    [GeneratedRegex(@"^0o[0-7]+\z|^0x[0-9a-fA-F]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Radix();
}
