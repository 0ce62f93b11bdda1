namespace Skills.Engine.Routing;

/// <summary>Usual latency and reply length of one skill at one model: geometric means that follow slowly. Thread-safe; reads take no lock.</summary>
internal sealed class Pace
{
    private const double LatencyWeight = 0.02;
    private const double LengthWeight = 0.1;

    // So many replies of others count as much as those of this model.
    private const double OthersWeight = 4;

    // The longest reply is forgotten slowly, and a longer one is expected.
    private const double LongestForgetting = 0.01;
    private const double LongestMargin = 1.5;
    private const int FewestLengths = 20;

    private readonly Lock _gate = new();
    private double _usualMs;
    private double _outputTokens;
    private double _longest;
    private int _latencies;
    private int _lengths;

    /// <summary>Gets or sets the pace of the same skill or category over all models; null before the first length.</summary>
    public Pace? OfAll { get; set; }

    /// <summary>Gets the usual latency in milliseconds; 0 before the first measured try.</summary>
    public double UsualMs => Volatile.Read(ref _usualMs);

    /// <summary>Gets the mean length of replies in tokens; 0 before the first that was reported.</summary>
    public double OutputTokens => Volatile.Read(ref _outputTokens);

    /// <summary>Gets whether so many lengths were reported that they count more than those of other models.</summary>
    public bool IsLengthKnown => Volatile.Read(ref _lengths) >= OthersWeight;

    /// <summary>Gets a length that replies hardly ever exceed, in tokens: half more than the longest lately. Null before the twentieth.</summary>
    public int? LongOutput => Volatile.Read(ref _lengths) < FewestLengths ? null : (int)Math.Min(int.MaxValue, Math.Ceiling(Volatile.Read(ref _longest) * LongestMargin));

    /// <summary>Returns the expected length of a reply in tokens, mixed with what is expected of others while few replies are known.</summary>
    /// <param name="others">The expected length without this model's own replies.</param>
    public int ExpectedOutput(int others)
    {
        var count = Volatile.Read(ref _lengths);
        return (int)Math.Min(int.MaxValue, Math.Ceiling(((count * OutputTokens) + (OthersWeight * others)) / (count + OthersWeight)));
    }

    public void Add(double latencyMs, long? outputTokens)
    {
        lock (_gate)
        {
            if (latencyMs > 0)
            {
                Volatile.Write(ref _usualMs, Geometric(_usualMs, latencyMs, Math.Max(LatencyWeight, 1.0 / ++_latencies)));
            }

            if (outputTokens is >= 0 and var tokens)
            {
                Volatile.Write(ref _outputTokens, _outputTokens + ((tokens - _outputTokens) * Math.Max(LengthWeight, 1.0 / ++_lengths)));
                Volatile.Write(ref _longest, Math.Max(tokens, _longest - ((_longest - _outputTokens) * LongestForgetting)));
            }
        }
    }

    // Latencies spread by factors, not by differences: one of ten times the usual must not count for ten.
    private static double Geometric(double mean, double value, double weight) =>
        mean <= 0 ? value : mean * Math.Pow(value / mean, weight);
}
