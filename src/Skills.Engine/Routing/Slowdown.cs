namespace Skills.Engine.Routing;

/// <summary>How many times slower than usual one model answers now. Thread-safe; reads take no lock.</summary>
internal sealed class Slowdown
{
    // One try of five times the usual counts 1.4, so that a single outlier moves nothing; a few of them do.
    private const double Weight = 0.2;
    private const double Most = 1000;
    private const double HalfLife = 10 * TimeSpan.TicksPerSecond;

    private readonly Lock _gate = new();
    private double _log;
    private long _at;

    /// <summary>Gets the factor: 1 at the usual pace, 2 at half of it. Half of the distance is forgotten in ten seconds without tries.</summary>
    /// <param name="now">Monotonic time in ticks.</param>
    public double At(long now)
    {
        var log = Volatile.Read(ref _log);
        return log == 0 ? 1 : Math.Exp(Faded(log, now));
    }

    /// <summary>Takes in how many times slower than usual a try was.</summary>
    public void Add(double factor, long now)
    {
        lock (_gate)
        {
            var log = Faded(_log, now);
            Volatile.Write(ref _log, log + (Weight * (Math.Log(Math.Clamp(factor, 1 / Most, Most)) - log)));
            Volatile.Write(ref _at, now);
        }
    }

    private double Faded(double log, long now)
    {
        var age = now - Volatile.Read(ref _at);
        return age <= 0 ? log : log * Math.Pow(0.5, age / HalfLife);
    }
}
