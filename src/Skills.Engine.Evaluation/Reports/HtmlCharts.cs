namespace Skills.Engine.Evaluation.Reports;

/// <summary>Bar charts as inline SVG.</summary>
internal static class HtmlCharts
{
    private const int Width = 520;
    private const int LabelWidth = 170;
    private const int BarHeight = 14;
    private const int RowHeight = 40;

    public static void Write(Html html, IReadOnlyList<ColumnFigures> columns)
    {
        html.Markup("<div class=\"charts\">");
        Chart(html, "Runs passed", columns, static c => c.Runs == 0 ? null : 100.0 * c.Passed / c.Runs, static c => $"{c.Passed}/{c.Runs}", null, null);
        Chart(html, "Cost", columns, static c => (double?)c.Cost.Usd, static c => Figures.Money(c.Cost), null, null);
        Chart(
            html,
            "Latency: median and 95th percentile",
            columns,
            static c => c.P50,
            static c => c.P50 is { } known ? Figures.Duration(known) : "not measured",
            static c => c.P95,
            static c => c.P95 is { } known ? Figures.Duration(known) : "");
        html.Markup("</div>");
    }

    private static void Chart(
        Html html,
        string title,
        IReadOnlyList<ColumnFigures> columns,
        Func<ColumnFigures, double?> first,
        Func<ColumnFigures, string> firstText,
        Func<ColumnFigures, double?>? second,
        Func<ColumnFigures, string>? secondText)
    {
        var most = columns.SelectMany(c => new[] { first(c), second?.Invoke(c) }).Max() ?? 0;
        html.Markup("<figure><figcaption>").Text(title).Markup("</figcaption><svg role=\"img\" width=\"").Number(Width).Markup("\" height=\"").Number(RowHeight * columns.Count).Markup("\"><title>").Text(title).Markup("</title>");
        for (var i = 0; i < columns.Count; i++)
        {
            var top = i * RowHeight;
            html.Markup("<text x=\"0\" y=\"").Number(top + 16).Markup("\">").Text(Short(columns[i].Name)).Markup("</text>");
            Bar(html, "bar", top + 4, first(columns[i]), most, firstText(columns[i]));
            if (second is not null)
            {
                Bar(html, "bar2", top + 4 + BarHeight + 2, second(columns[i]), most, secondText!(columns[i]));
            }
        }

        html.Markup("</svg></figure>");
    }

    private static void Bar(Html html, string cssClass, int top, double? value, double most, string text)
    {
        var width = value is { } known && most > 0 ? Math.Max(1, known / most * (Width - LabelWidth - 110)) : 0;
        html.Markup("<rect class=\"").Markup(cssClass).Markup("\" x=\"").Number(LabelWidth).Markup("\" y=\"").Number(top).Markup("\" width=\"").Number(width).Markup("\" height=\"").Number(BarHeight).Markup("\"/>");
        html.Markup("<text x=\"").Number(LabelWidth + width + 5).Markup("\" y=\"").Number(top + 11).Markup("\">").Text(text).Markup("</text>");
    }

    private static string Short(string name) => name.Length <= 26 ? name : name[..25] + "…";
}
