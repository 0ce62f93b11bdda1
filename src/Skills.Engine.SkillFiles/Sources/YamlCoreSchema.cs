using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Skills.Engine.SkillFiles.Sources;

/// <summary>What a plain scalar stands for (YAML 1.2.2, 10.3.2). <c>yes</c>, <c>no</c> and dates are text.</summary>
internal static partial class YamlCoreSchema
{
    /// <summary>The kind and the JSON spelling; a number without one (<c>.nan</c>, <c>.inf</c>) has null.</summary>
    public static (ScalarKind Kind, string? Text) Resolve(string plain)
    {
        switch (plain)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return (ScalarKind.Null, "");
            case "true" or "True" or "TRUE":
                return (ScalarKind.Boolean, "true");
            case "false" or "False" or "FALSE":
                return (ScalarKind.Boolean, "false");
            default:
                break;
        }

        if (plain[0] is not ((>= '0' and <= '9') or '+' or '-' or '.'))
        {
            return (ScalarKind.String, plain);
        }

        if (Decimal().Match(plain) is { Success: true } match)
        {
            return (ScalarKind.Number, Json(match));
        }

        if (Based().IsMatch(plain))
        {
            return (ScalarKind.Number, FromBase(plain));
        }

        return NotFinite().IsMatch(plain) ? (ScalarKind.Number, null) : (ScalarKind.String, plain);
    }

    private static string Json(Match match)
    {
        var sign = match.Groups["sign"].Value == "-" ? "-" : "";
        var whole = match.Groups["whole"].Value.TrimStart('0');
        var fraction = match.Groups["fraction"].Value;
        var exponent = match.Groups["exponent"].Value;
        return sign + (whole.Length == 0 ? "0" : whole) + (fraction.Length == 0 ? "" : "." + fraction) + (exponent.Length == 0 ? "" : "e" + exponent);
    }

    private static string FromBase(string plain) => plain[1] == 'x'
        ? BigInteger.Parse("0" + plain[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)
        : plain[2..].Aggregate(BigInteger.Zero, static (sum, digit) => (sum * 8) + (digit - '0')).ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<sign>[-+]?)(?:(?<whole>[0-9]+)(?:\.(?<fraction>[0-9]*))?|\.(?<fraction>[0-9]+))(?:[eE](?<exponent>[-+]?[0-9]+))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Decimal();

    [GeneratedRegex("^0(?:o[0-7]{1,40}|x[0-9a-fA-F]{1,40})$", RegexOptions.NonBacktracking)]
    private static partial Regex Based();

    [GeneratedRegex(@"^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$", RegexOptions.NonBacktracking)]
    private static partial Regex NotFinite();
}
