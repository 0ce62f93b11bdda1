namespace Skills.Benchmarks.Simulation;

/// <summary>A figure of a scenario and the limit it must keep.</summary>
internal sealed record Figure(string Name, string Value, string Limit, bool IsKept)
{
    public static Figure AtMost(string name, double value, double limit, string format = "0.###") =>
        new(name, value.ToString(format, System.Globalization.CultureInfo.InvariantCulture), "≤ " + limit.ToString(format, System.Globalization.CultureInfo.InvariantCulture), value <= limit);

    public static Figure AtLeast(string name, double value, double limit, string format = "0.###") =>
        new(name, value.ToString(format, System.Globalization.CultureInfo.InvariantCulture), "≥ " + limit.ToString(format, System.Globalization.CultureInfo.InvariantCulture), value >= limit);
}

/// <summary>What a scenario gave.</summary>
internal sealed record Outcome(string Key, string Title, string Story, IReadOnlyList<Figure> Figures)
{
    /// <summary>Gets the lines to plot over the calls, one value for each bin; empty plots nothing.</summary>
    public IReadOnlyList<Series> Series { get; init; } = [];

    /// <summary>Gets the calls of one bin.</summary>
    public int Bin { get; init; } = 10;

    /// <summary>Gets what the vertical axis shows.</summary>
    public string Axis { get; init; } = "share of calls";

    /// <summary>Returns the plot of the lines, as SVG.</summary>
    public string ToSvg()
    {
        var bins = Series.Max(static s => s.Values.Count);
        return Plot.Of(Title, $"calls 1 to {bins * Bin}, {Axis}", Series, [.. Enumerable.Range(0, bins).Select(static i => (double)i)]);
    }
}
