using System.Globalization;
using System.Text;

namespace Skills.Plots;

/// <summary>Writes lines as SVG.</summary>
internal static class Plot
{
    private const int Width = 720;
    private const int Height = 280;
    private const int Left = 56;
    private const int Right = 150;
    private const int Top = 34;
    private const int Bottom = 44;

    private static readonly string[] Colors = ["#1f6feb", "#d1242f", "#1a7f37", "#9a6700"];

    /// <summary>Returns a plot.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="axes">What the axes show.</param>
    /// <param name="series">The lines.</param>
    /// <param name="at">Where the values of the lines are, from left to right.</param>
    public static string Of(string title, string axes, IReadOnlyList<Series> series, IReadOnlyList<double> at)
    {
        var most = Math.Max(1e-9, series.Max(static s => s.Values.Max()));
        most = most <= 1 ? 1 : most;
        var svg = new StringBuilder();
        Add(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" font-family=\"sans-serif\" font-size=\"12\">");
        Add(svg, $"<title>{title}</title><rect width=\"{Width}\" height=\"{Height}\" fill=\"#ffffff\"/>");
        Add(svg, $"<text x=\"{Left}\" y=\"20\" font-size=\"14\" fill=\"#1f2328\">{title}</text>");
        for (var i = 0; i <= 4; i++)
        {
            var y = Y(most * i / 4, most);
            Add(svg, $"<line x1=\"{Left}\" y1=\"{y:0.#}\" x2=\"{Width - Right}\" y2=\"{y:0.#}\" stroke=\"#d0d7de\"/>");
            Add(svg, $"<text x=\"{Left - 6}\" y=\"{y + 4:0.#}\" text-anchor=\"end\" fill=\"#59636e\">{most * i / 4:0.##}</text>");
        }

        Add(svg, $"<text x=\"{Left}\" y=\"{Height - 10}\" fill=\"#59636e\">{axes}</text>");
        for (var s = 0; s < series.Count; s++)
        {
            var points = string.Join(' ', series[s].Values.Select((v, i) => string.Create(CultureInfo.InvariantCulture, $"{X(at[i], at):0.#},{Y(v, most):0.#}")));
            Add(svg, $"<polyline fill=\"none\" stroke=\"{Colors[s]}\" stroke-width=\"2\" points=\"{points}\"/>");
            Add(svg, $"<text x=\"{Width - Right + 10}\" y=\"{Top + 12 + (18 * s)}\" fill=\"{Colors[s]}\">{series[s].Name}</text>");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void Add(StringBuilder svg, FormattableString line) => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static double X(double value, IReadOnlyList<double> at) => Left + ((Width - Left - Right) * (value - at[0]) / Math.Max(1e-9, at[^1] - at[0]));

    private static double Y(double value, double most) => Height - Bottom - ((Height - Top - Bottom) * value / most);
}
