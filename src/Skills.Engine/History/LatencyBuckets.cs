namespace Skills.Engine.History;

/// <summary>Latencies as logarithmic buckets, so that percentiles over millions of executions are sums over a few hundred rows.</summary>
internal static class LatencyBuckets
{
    /// <summary>Each bucket is this much wider than the one below: its middle is within 5 % of what is in it.</summary>
    public const double Growth = 1.1;

    /// <summary>Shorter latencies count as this, in milliseconds.</summary>
    public const double Least = 0.01;

    /// <summary>Returns the bucket of a latency.</summary>
    public static int Of(double latencyMs) => (int)Math.Round(Math.Log(Math.Max(latencyMs, Least)) / Math.Log(Growth), MidpointRounding.AwayFromZero);

    /// <summary>Returns the latency below which a share of executions was; null without any.</summary>
    /// <param name="buckets">Bucket and number of executions.</param>
    /// <param name="share">From 0 to 1.</param>
    public static double? Percentile(IEnumerable<(int Bucket, long Runs)> buckets, double share)
    {
        var sorted = buckets.OrderBy(static b => b.Bucket).ToList();
        var rank = Math.Max(1, (long)Math.Ceiling(sorted.Sum(static b => b.Runs) * share));
        foreach (var (bucket, runs) in sorted)
        {
            rank -= runs;
            if (rank <= 0)
            {
                return Math.Pow(Growth, bucket);
            }
        }

        return null;
    }
}
