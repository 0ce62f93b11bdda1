using System.Globalization;
using System.Text;

namespace Skills.Benchmarks.Simulation;

/// <summary>Writes the lines of a scenario as SVG.</summary>
internal static class Plot
{
    private const int Width = 720;
    private const int Height = 280;
    private const int Left = 56;
    private const int Right = 150;
    private const int Top = 34;
    private const int Bottom = 44;

    private static readonly string[] Colors = ["#1f6feb", "#d1242f", "#1a7f37", "#9a6700"];

    public static string Of(Outcome outcome)
    {
        var most = Math.Max(1e-9, outcome.Series.Max(static s => s.Values.Max()));
        most = most <= 1 ? 1 : most;
        var bins = outcome.Series.Max(static s => s.Values.Count);
        var svg = new StringBuilder();
        Add(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" font-family=\"sans-serif\" font-size=\"12\">");
        Add(svg, $"<title>{outcome.Title}</title><rect width=\"{Width}\" height=\"{Height}\" fill=\"#ffffff\"/>");
        Add(svg, $"<text x=\"{Left}\" y=\"20\" font-size=\"14\" fill=\"#1f2328\">{outcome.Title}</text>");
        for (var i = 0; i <= 4; i++)
        {
            var y = Y(most * i / 4, most);
            Add(svg, $"<line x1=\"{Left}\" y1=\"{y:0.#}\" x2=\"{Width - Right}\" y2=\"{y:0.#}\" stroke=\"#d0d7de\"/>");
            Add(svg, $"<text x=\"{Left - 6}\" y=\"{y + 4:0.#}\" text-anchor=\"end\" fill=\"#59636e\">{most * i / 4:0.##}</text>");
        }

        Add(svg, $"<text x=\"{Left}\" y=\"{Height - 10}\" fill=\"#59636e\">calls 1 to {bins * outcome.Bin}, {outcome.Axis}</text>");
        for (var s = 0; s < outcome.Series.Count; s++)
        {
            var series = outcome.Series[s];
            var points = string.Join(' ', series.Values.Select((v, i) => string.Create(CultureInfo.InvariantCulture, $"{X(i, bins):0.#},{Y(v, most):0.#}")));
            Add(svg, $"<polyline fill=\"none\" stroke=\"{Colors[s]}\" stroke-width=\"2\" points=\"{points}\"/>");
            Add(svg, $"<text x=\"{Width - Right + 10}\" y=\"{Top + 12 + (18 * s)}\" fill=\"{Colors[s]}\">{series.Name}</text>");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void Add(StringBuilder svg, FormattableString line) => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static double X(int bin, int bins) => Left + ((Width - Left - Right) * bin / Math.Max(1.0, bins - 1));

    private static double Y(double value, double most) => Height - Bottom - ((Height - Top - Bottom) * value / most);
}
