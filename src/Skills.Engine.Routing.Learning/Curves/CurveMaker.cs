namespace Skills.Engine.Routing.Learning.Curves;

/// <summary>Makes a curve from scores: the higher the score, the sooner a sample goes to the strong model.</summary>
internal static class CurveMaker
{
    private const int Points = 101;

    public static RoutingCurve Of(string name, IReadOnlyList<Pair> pairs, IReadOnlyList<double> scores)
    {
        var order = Enumerable.Range(0, pairs.Count).OrderByDescending(i => scores[i]).ToList();
        var gap = pairs.Sum(static p => p.Gain);
        var (recovered, sum) = (new double[pairs.Count + 1], 0.0);
        for (var i = 0; i < order.Count; i++)
        {
            sum += pairs[order[i]].Gain;
            recovered[i + 1] = gap == 0 ? 0 : sum / gap;
        }

        return new(name, [.. Enumerable.Range(0, Points).Select(i => recovered[(int)Math.Round(i * (double)pairs.Count / (Points - 1))])])
        {
            Apgr = recovered.Average(),
        };
    }

    /// <summary>Returns the mean of several curves of the same name.</summary>
    public static RoutingCurve Mean(IReadOnlyList<RoutingCurve> curves) =>
        new(curves[0].Name, [.. Enumerable.Range(0, Points).Select(i => curves.Average(c => c.Recovered[i]))])
        {
            Apgr = curves.Average(static c => c.Apgr),
        };
}

/// <summary>A sample with its weak and strong outcome.</summary>
internal sealed record Pair(DifficultyRequest Request, double Weak, double Strong)
{
    /// <summary>Gets what the strong model is better by.</summary>
    public double Gain => Strong - Weak;
}
