using System.Collections.Concurrent;

namespace Skills.Engine.Routing;

/// <summary>Median latency of each skill at one deployment. Skills differ too much for one number: a slow skill must not deny a quick one its try. Thread-safe.</summary>
internal sealed class LatencyMedians
{
    private const int MostSkills = 256;
    private const int Samples = 15;

    // Fewer say too little to refuse a try.
    private const int FewestSamples = 5;
    private const long StaleAfter = 30 * TimeSpan.TicksPerSecond;

    private readonly ConcurrentDictionary<string, Recent> _skills = new(StringComparer.Ordinal);

    /// <summary>Takes the latency of a successful try.</summary>
    public void Add(string skill, TimeSpan latency, long now)
    {
        if (_skills.Count >= MostSkills && !_skills.ContainsKey(skill))
        {
            _skills.Clear();
        }

        _skills.GetOrAdd(skill, static _ => new()).Add(latency.Ticks, now);
    }

    /// <summary>Returns the median of the latest tries; zero when too few are known, or none within half a minute.</summary>
    public TimeSpan Of(string skill, long now) => _skills.TryGetValue(skill, out var recent) ? recent.Median(now) : TimeSpan.Zero;

    private sealed class Recent
    {
        private readonly long[] _latest = new long[Samples];
        private int _count;
        private long _seenAt;
        private long _median;

        public void Add(long latency, long now)
        {
            lock (_latest)
            {
                _latest[_count++ % Samples] = latency;
                _seenAt = now;
                var known = Math.Min(_count, Samples);
                Span<long> sorted = stackalloc long[Samples];
                _latest.AsSpan(0, known).CopyTo(sorted);
                sorted[..known].Sort();
                _median = known < FewestSamples ? 0 : sorted[known / 2];
            }
        }

        public TimeSpan Median(long now)
        {
            lock (_latest)
            {
                return now - _seenAt > StaleAfter ? TimeSpan.Zero : TimeSpan.FromTicks(_median);
            }
        }
    }
}
