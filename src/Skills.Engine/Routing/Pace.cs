namespace Skills.Engine.Routing;

/// <summary>Usual latency and reply length of one skill at one model: geometric means that follow slowly. Thread-safe; reads take no lock.</summary>
internal sealed class Pace
{
    private const double LatencyWeight = 0.02;
    private const double LengthWeight = 0.1;

    private readonly Lock _gate = new();
    private double _usualMs;
    private double _outputTokens;
    private int _latencies;
    private int _lengths;

    /// <summary>Gets the usual latency in milliseconds; 0 before the first measured try.</summary>
    public double UsualMs => Volatile.Read(ref _usualMs);

    /// <summary>Gets the mean length of replies in tokens; 0 before the first that was reported.</summary>
    public double OutputTokens => Volatile.Read(ref _outputTokens);

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
            }
        }
    }

    // Latencies spread by factors, not by differences: one of ten times the usual must not count for ten.
    private static double Geometric(double mean, double value, double weight) =>
        mean <= 0 ? value : mean * Math.Pow(value / mean, weight);
}
