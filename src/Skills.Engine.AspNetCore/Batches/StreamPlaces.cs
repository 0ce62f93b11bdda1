namespace Skills.Engine.AspNetCore.Batches;

/// <summary>Bounds the streams that are open: of all callers, and of each. Thread-safe.</summary>
internal sealed class StreamPlaces(int most, int mostPerCaller)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _taken = new(StringComparer.Ordinal);
    private int _all;

    /// <summary>Returns a place, which its disposal gives back; null when there is none for this caller.</summary>
    public IDisposable? TryTake(string caller)
    {
        lock (_gate)
        {
            var taken = _taken.GetValueOrDefault(caller);
            if (_all >= most || taken >= mostPerCaller)
            {
                return null;
            }

            _all++;
            _taken[caller] = taken + 1;
            return new Place(this, caller);
        }
    }

    private void GiveBack(string caller)
    {
        lock (_gate)
        {
            _all--;
            if (--_taken[caller] == 0)
            {
                _taken.Remove(caller);
            }
        }
    }

    private sealed class Place(StreamPlaces places, string caller) : IDisposable
    {
        private int _isGivenBack;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isGivenBack, 1) == 0)
            {
                places.GiveBack(caller);
            }
        }
    }
}
