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

    private readonly ConcurrentDictionary<string, Recent> _skills = new(concurrencyLevel: 1, capacity: 7, StringComparer.Ordinal);

    /// <summary>Takes the latency of a successful try.</summary>
    public void Add(string skill, TimeSpan latency, long now)
    {
        if (!_skills.TryGetValue(skill, out var recent))
        {
            if (_skills.Count >= MostSkills)
            {
                _skills.Clear();
            }

            recent = _skills.GetOrAdd(skill, static _ => new());
        }

        recent.Add(latency.Ticks, now);
    }

    /// <summary>Returns the median of the latest tries; zero when too few are known, or none within half a minute.</summary>
    public TimeSpan Of(string skill, long now) => _skills.TryGetValue(skill, out var recent) ? recent.Median(now) : TimeSpan.Zero;

    private sealed class Recent
    {
        private readonly long[] _latest = new long[Samples];
        private readonly long[] _sorted = new long[Samples];
        private int _next;
        private int _known;
        private long _median;
        private long _seenAt;

        public void Add(long latency, long now)
        {
            lock (_latest)
            {
                // The place of the oldest in the order becomes free, and others move up to the place of the newest.
                var at = _known < Samples ? _known++ : Array.IndexOf(_sorted, _latest[_next]);
                for (; at > 0 && _sorted[at - 1] > latency; at--)
                {
                    _sorted[at] = _sorted[at - 1];
                }

                for (; at < _known - 1 && _sorted[at + 1] < latency; at++)
                {
                    _sorted[at] = _sorted[at + 1];
                }

                (_sorted[at], _latest[_next]) = (latency, latency);
                _next = (_next + 1) % Samples;
                Volatile.Write(ref _median, _known < FewestSamples ? 0 : _sorted[_known / 2]);
                Volatile.Write(ref _seenAt, now);
            }
        }

        public TimeSpan Median(long now) => now - Volatile.Read(ref _seenAt) > StaleAfter ? TimeSpan.Zero : TimeSpan.FromTicks(Volatile.Read(ref _median));
    }
}
