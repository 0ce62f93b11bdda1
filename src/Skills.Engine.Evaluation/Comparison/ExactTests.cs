namespace Skills.Engine.Evaluation.Comparison;

/// <summary>Exact tests for small samples. They never claim more than their level, at the price of some power.</summary>
internal static class ExactTests
{
    // Sums of probabilities that are equal in theory differ by rounding.
    private const double Rounding = 1e-9;

    /// <summary>Two-sided sign test: how likely is a split at least this uneven when both sides are equally likely.</summary>
    public static double Sign(int wins, int losses) => Math.Min(1, 2 * SignTail(Math.Min(wins, losses), wins + losses));

    /// <summary>One-sided sign test: how likely are at least so many losses when both sides are equally likely.</summary>
    public static double SignLosses(int wins, int losses) => SignTail(wins, wins + losses);

    /// <summary>One-sided test of Fisher: how likely is so low a count of passes in the second sample when both have the same rate.</summary>
    public static double FisherLower(int passesBefore, int runsBefore, int passesAfter, int runsAfter)
    {
        var passes = passesBefore + passesAfter;
        var total = LogChoose(runsBefore + runsAfter, passes);
        var sum = 0.0;
        for (var k = Math.Max(0, passes - runsBefore); k <= passesAfter; k++)
        {
            sum += Math.Exp(LogChoose(runsAfter, k) + LogChoose(runsBefore, passes - k) - total);
        }

        return Math.Min(1, sum + Rounding);
    }

    // At most k of n with probability one half each.
    private static double SignTail(int k, int n)
    {
        var sum = 0.0;
        for (var i = 0; i <= k; i++)
        {
            sum += Math.Exp(LogChoose(n, i) - (n * Math.Log(2)));
        }

        return Math.Min(1, sum);
    }

    private static double LogChoose(int n, int k)
    {
        k = Math.Min(k, n - k);
        var sum = 0.0;
        for (var i = 1; i <= k; i++)
        {
            sum += Math.Log(n - k + i) - Math.Log(i);
        }

        return sum;
    }
}
