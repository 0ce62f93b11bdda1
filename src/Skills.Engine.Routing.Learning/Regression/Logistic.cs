namespace Skills.Engine.Routing.Learning.Regression;

/// <summary>The logistic function and its loss.</summary>
internal static class Logistic
{
    private const double Least = 1e-6;

    public static double Of(double logOdds) => 1 / (1 + Math.Exp(-logOdds));

    /// <summary>Returns how surprising a target is, in nats.</summary>
    public static double Loss(double logOdds, double target)
    {
        var p = Math.Clamp(Of(logOdds), Least, 1 - Least);
        return -((target * Math.Log(p)) + ((1 - target) * Math.Log(1 - p)));
    }
}
