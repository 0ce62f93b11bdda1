namespace Skills.Engine.Routing;

/// <summary>Requests, input tokens and output tokens per minute of one deployment, and tries at once: granted limits as buckets, what the provider's headers say on top, and what its rejections show. Thread-safe.</summary>
internal sealed class RateLimits
{
    // When one of the tries under way ends is not known; the next in line is woken then.
    private const long Soon = TimeSpan.TicksPerMillisecond * 50;

    private readonly Lock _gate = new();
    private readonly RateBucket _requests = new();
    private readonly RateBucket _input = new();
    private readonly RateBucket _output = new();
    private readonly ConcurrencyLimit _concurrency = new();
    private readonly FairQueue _queue = new();
    private bool _inUse;
    private int _inFlight;

    /// <summary>Whether any limit is known; false costs a call nothing.</summary>
    public bool InUse => Volatile.Read(ref _inUse);

    /// <summary>Sets what the deployment grants per minute.</summary>
    public void Grant(ModelDefinition model, long now)
    {
        lock (_gate)
        {
            _requests.Grant(model.RequestsPerMinute, now);
            _input.Grant(model.InputTokensPerMinute, now);
            _output.Grant(model.OutputTokensPerMinute, now);
            Volatile.Write(ref _inUse, _inUse || model.RequestsPerMinute is not null || model.InputTokensPerMinute is not null || model.OutputTokensPerMinute is not null);
        }
    }

    /// <summary>Takes in what the provider's headers said.</summary>
    /// <param name="state">The headers' word.</param>
    /// <param name="inFlight">Other tries under way, which the headers may not have counted.</param>
    /// <param name="now">The monotonic time.</param>
    public void Observe(RateLimitState state, int inFlight, long now)
    {
        lock (_gate)
        {
            _requests.Observe(state.RequestsRemaining - inFlight, state.RequestsReset, now);
            _input.Observe(state.TokensRemaining, state.TokensReset, now);
            _output.Observe(state.OutputTokensRemaining, state.TokensReset, now);
            Volatile.Write(ref _inUse, true);
        }
    }

    /// <summary>Returns the tries at once that rejections showed, null when none did, and the calls that wait.</summary>
    public (int? Concurrency, int Waiting) State()
    {
        lock (_gate)
        {
            return (_concurrency.IsKnown ? _concurrency.Most : null, _queue.Count);
        }
    }

    /// <summary>When the demand could be met; in the past or now when it can be met now.</summary>
    public long ReadyAt(RateDemand demand, long now)
    {
        if (!InUse)
        {
            return 0;
        }

        lock (_gate)
        {
            return Ready(demand, now);
        }
    }

    /// <summary>Whether the demand can be met now and no other call waits for it.</summary>
    public bool IsFree(RateDemand demand, long now)
    {
        lock (_gate)
        {
            return _queue.IsEmpty && Ready(demand, now) <= now;
        }
    }

    /// <summary>Takes the demand if it can be met now and no other call waits for it.</summary>
    /// <param name="demand">What is wanted.</param>
    /// <param name="now">The monotonic time.</param>
    /// <param name="others">Other tries that are under way.</param>
    public bool TryTake(RateDemand demand, long now, out int others)
    {
        if (!InUse)
        {
            others = Interlocked.Increment(ref _inFlight) - 1;
            return true;
        }

        lock (_gate)
        {
            others = 0;
            return _queue.IsEmpty && Take(demand, now, out others);
        }
    }

    /// <summary>Takes a 429 answer in.</summary>
    /// <returns>True when the tries under way at its start show how many the deployment takes, so that as many may go on.</returns>
    public bool Reject(TryStart start, long now)
    {
        lock (_gate)
        {
            Volatile.Write(ref _inUse, true);
            return _concurrency.Reject(start, now);
        }
    }

    /// <summary>How long a new call of a tenant would wait in line for one of the tries under way to end.</summary>
    public TimeSpan LineWait(string tenant, double latencyMs)
    {
        lock (_gate)
        {
            return _concurrency.IsKnown ? TimeSpan.FromMilliseconds(latencyMs * (_queue.Before(tenant) + 1) / _concurrency.Most) : TimeSpan.Zero;
        }
    }

    /// <summary>Ends a try whose use is not known.</summary>
    public void Leave()
    {
        Interlocked.Decrement(ref _inFlight);
        if (InUse)
        {
            lock (_gate)
            {
                _queue.Wake();
            }
        }
    }

    /// <summary>Returns what a finished try did not use.</summary>
    public void Settle(RateDemand demand, bool isAnswered, long? inputTokens, long? outputTokens, long now)
    {
        if (InUse)
        {
            lock (_gate)
            {
                _input.Return(demand.InputTokens - (inputTokens ?? demand.InputTokens), now);
                _output.Return(demand.OutputTokens - (outputTokens ?? demand.OutputTokens), now);
                if (isAnswered)
                {
                    _concurrency.Succeed(!_queue.IsEmpty || Volatile.Read(ref _inFlight) >= _concurrency.Most, now);
                }
            }
        }

        Leave();
    }

    /// <summary>Returns all that was taken for a try that was not made.</summary>
    public void Release(RateDemand demand, long now)
    {
        if (InUse)
        {
            lock (_gate)
            {
                _requests.Return(1, now);
                _input.Return(demand.InputTokens, now);
                _output.Return(demand.OutputTokens, now);
            }
        }

        Leave();
    }

    /// <summary>Waits in line. The caller polls <see cref="TryTakeTurn"/> when <see cref="Turn.Moved"/> completes or its own time has come.</summary>
    /// <returns>The place; null when the line is full.</returns>
    public Turn? Enqueue(string tenant, int maxQueue)
    {
        lock (_gate)
        {
            return _queue.Enqueue(tenant, maxQueue);
        }
    }

    /// <summary>Takes the demand if it is this one's turn and it can be met.</summary>
    /// <param name="turn">The place in line.</param>
    /// <param name="demand">What is wanted.</param>
    /// <param name="now">The monotonic time.</param>
    /// <param name="readyAt">When to ask again at the latest; <see cref="long.MaxValue"/> when others are before it.</param>
    /// <param name="others">Other tries that are under way.</param>
    public bool TryTakeTurn(Turn turn, RateDemand demand, long now, out long readyAt, out int others)
    {
        lock (_gate)
        {
            (readyAt, others) = (long.MaxValue, 0);
            if (!_queue.IsNext(turn))
            {
                turn.Rest();
                return false;
            }

            turn.Rest();
            if (!Take(demand, now, out others))
            {
                readyAt = Ready(demand, now);
                return false;
            }

            _queue.Remove(turn);
            return true;
        }
    }

    /// <summary>Gives a place in line up.</summary>
    public void Abandon(Turn turn)
    {
        lock (_gate)
        {
            _queue.Remove(turn);
        }
    }

    private long Ready(RateDemand demand, long now) => Math.Max(
        _requests.ReadyAt(1, now),
        Math.Max(_input.ReadyAt(demand.InputTokens, now), Math.Max(_output.ReadyAt(demand.OutputTokens, now), _inFlight < _concurrency.Most ? now : now + Soon)));

    private bool Take(RateDemand demand, long now, out int others)
    {
        others = 0;
        if (Ready(demand, now) > now)
        {
            return false;
        }

        others = Interlocked.Increment(ref _inFlight) - 1;
        _requests.Take(1, now);
        _input.Take(demand.InputTokens, now);
        _output.Take(demand.OutputTokens, now);
        return true;
    }
}
