namespace Skills.Engine.Routing;

/// <summary>
/// Mixture sequential probability ratio test of a difference of two means (Robbins 1970; Johari, Pekelis, Walsh 2015): a
/// p-value and an interval that stay valid however often they are looked at, so that an experiment may stop as soon as they say so.
/// </summary>
internal static class SequentialTest
{
    // Variance of the differences expected: a tenth either way. It costs power far from there, never validity.
    private const double Mixing = 0.01;

    /// <summary>The test's p-value; 1 without data.</summary>
    public static double PValue((double Good, double Squares, double Weight) control, (double Good, double Squares, double Weight) treatment)
    {
        var variance = VarianceOfMean(control) + VarianceOfMean(treatment);
        var difference = Mean(treatment) - Mean(control);
        if (!double.IsFinite(variance))
        {
            return 1;
        }

        var log = (0.5 * Math.Log(variance / (variance + Mixing))) + (Mixing * difference * difference / (2 * variance * (variance + Mixing)));
        return Math.Min(1, Math.Exp(-log));
    }

    /// <summary>Half the width of the interval that goes with the p-value.</summary>
    public static double Margin((double Good, double Squares, double Weight) control, (double Good, double Squares, double Weight) treatment, double significance)
    {
        var variance = VarianceOfMean(control) + VarianceOfMean(treatment);
        return double.IsFinite(variance)
            ? Math.Sqrt(2 * variance * (variance + Mixing) / Mixing * (Math.Log(1 / significance) + (0.5 * Math.Log((variance + Mixing) / variance))))
            : double.PositiveInfinity;
    }

    public static double Mean((double Good, double Squares, double Weight) arm) => arm.Weight > 0 ? arm.Good / arm.Weight : 0;

    // Half an outcome each way keeps an arm without a single failure from looking certain.
    private static double VarianceOfMean((double Good, double Squares, double Weight) arm)
    {
        if (arm.Weight < 2)
        {
            return double.PositiveInfinity;
        }

        var n = arm.Weight + 1;
        var mean = (arm.Good + 0.5) / n;
        var variance = Math.Max((arm.Squares + 0.5) / n - (mean * mean), 1e-6);
        return variance / arm.Weight;
    }
}
