namespace Skills.Engine.Caching;

/// <summary>Lets one caller of a key work while the others wait for what it makes.</summary>
/// <remarks>
/// When a worker ends with nothing the next waiter takes over. After further failures two, four, eight … work at once:
/// a failing provider is not flooded, and no caller waits behind thousands of failing calls.
/// </remarks>
internal sealed class SingleFlight(TimeProvider time)
{
    private readonly Dictionary<FlightKey, Flight> _flights = [];
    private readonly Lock _gate = new();

    /// <summary>The right to work if no other caller has it; otherwise null.</summary>
    public FlightPass? TryLead(FlightKey key)
    {
        lock (_gate)
        {
            if (_flights.ContainsKey(key))
            {
                return null;
            }

            var flight = new Flight { Working = 1 };
            _flights[key] = flight;
            return new(this, key, flight);
        }
    }

    /// <summary>The right to work, or what another made meanwhile; neither when the wait is over or there is no work to wait for.</summary>
    public async ValueTask<(FlightPass? Pass, CacheEntry? Entry)> JoinAsync(FlightKey key, TimeSpan atMost, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_gate)
        {
            if (!_flights.TryGetValue(key, out var flight))
            {
                _flights[key] = flight = new();
            }

            if (flight.Working < flight.Permitted)
            {
                flight.Working++;
                return (new(this, key, flight), null);
            }

            if (atMost <= TimeSpan.Zero)
            {
                return default;
            }

            waiter = new();
            flight.Waiters.Enqueue(waiter);
        }

        // A caller that gets the right to work must learn of it, so a wait ends only through the waiter itself.
        using var timer = time.CreateTimer(static w => ((Waiter)w!).TrySetResult(default), waiter, atMost, Timeout.InfiniteTimeSpan);
        using var registration = cancellationToken.UnsafeRegister(static (w, token) => ((Waiter)w!).TrySetCanceled(token), waiter);
        return await waiter.Task.ConfigureAwait(false);
    }

    private void Complete(FlightKey key, Flight flight, CacheEntry entry)
    {
        lock (_gate)
        {
            Forget(key, flight);
            while (flight.Waiters.TryDequeue(out var waiter))
            {
                waiter.TrySetResult((null, entry));
            }
        }
    }

    private void Fail(FlightKey key, Flight flight)
    {
        lock (_gate)
        {
            flight.Working--;
            flight.Failures++;
            while (flight.Working < flight.Permitted && flight.Waiters.TryDequeue(out var waiter))
            {
                if (waiter.TrySetResult((new(this, key, flight), null)))
                {
                    flight.Working++;
                }
            }

            if (flight.Working == 0)
            {
                Forget(key, flight);
            }
        }
    }

    // A later flight of the same key may have begun.
    private void Forget(FlightKey key, Flight flight)
    {
        if (_flights.TryGetValue(key, out var current) && current == flight)
        {
            _flights.Remove(key);
        }
    }

    /// <summary>One caller's right to work on a key. Ends once.</summary>
    internal sealed class FlightPass(SingleFlight flights, FlightKey key, Flight flight)
    {
        private int _ended;

        /// <summary>Gives the entry to all waiting callers.</summary>
        public void Complete(CacheEntry entry)
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
            {
                flights.Complete(key, flight, entry);
            }
        }

        /// <summary>Lets the next one work; nothing happens after <see cref="Complete"/>.</summary>
        public void Fail()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
            {
                flights.Fail(key, flight);
            }
        }
    }

    /// <summary>The work on one key; guarded by the lock of all.</summary>
    internal sealed class Flight
    {
        public Queue<Waiter> Waiters { get; } = new();

        public int Working { get; set; }

        public int Failures { get; set; }

        // One more for each failure doubles the number with every round.
        public int Permitted => Math.Max(1, Failures);
    }

    internal sealed class Waiter() : TaskCompletionSource<(FlightPass? Pass, CacheEntry? Entry)>(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>What callers wait for together: a key in one generation, so that a caller that asks after an invalidation does not wait for work that began before it.</summary>
internal readonly record struct FlightKey(string Key, ulong Generation)
{
    public override int GetHashCode() => CacheKeyComparer.Instance.GetHashCode(Key) ^ Generation.GetHashCode();
}
