using System.Globalization;

namespace Skills.Engine.Routing;

/// <summary>Numbers as explanations print them, the same in every culture.</summary>
internal static class Text
{
    public static string Of(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Of(double number) => number.ToString("0.####", CultureInfo.InvariantCulture);

    public static string Usd(double usd) => "$" + usd.ToString("0.######", CultureInfo.InvariantCulture);

    public static string Seconds(double milliseconds) => (milliseconds / 1000).ToString("0.###", CultureInfo.InvariantCulture) + " s";
}
