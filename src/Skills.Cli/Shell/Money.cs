using System.Globalization;
using Skills.Engine;

namespace Skills.Cli.Shell;

/// <summary>Amounts as text. An unknown amount is never written as zero.</summary>
internal static class Money
{
    /// <summary>Returns an amount in USD with as many digits as it takes to see it.</summary>
    public static string Text(decimal usd) => usd == 0
        ? "$0"
        : "$" + usd.ToString(usd < 0.01m ? "0.000000" : "0.0000", CultureInfo.InvariantCulture);

    /// <summary>Returns a cost and how far it can be trusted.</summary>
    public static string Text(Cost cost) => (cost.Usd, cost.Kind) switch
    {
        (null, _) => "cost unknown",
        ({ } usd, CostKind.Exact) => Text(usd),
        ({ } usd, CostKind.AtLeast) => $"at least {Text(usd)}",
        ({ } usd, _) => $"about {Text(usd)}",
    };
}
