namespace Skills.Engine.Models.Invocation;

/// <summary>The tries of one execution, written by the invoker while they happen, so that a deadline loses none. Thread-safe.</summary>
/// <param name="before">The tries of an execution that this one continues. They count in usage and cost.</param>
/// <param name="booked">What that execution may have cost at most, in USD.</param>
internal sealed class AttemptLog(IReadOnlyList<SkillAttempt> before, decimal booked)
{
    private readonly Lock _gate = new();
    private readonly List<SkillAttempt> _attempts = before.Count == 0 ? new(1) : [.. before];
    private int _started = before.Count == 0 ? 0 : before.Max(static a => a.Number);
    private decimal _booked = booked;

    /// <summary>An empty log.</summary>
    public AttemptLog() : this([], booked: 0) { }

    /// <summary>Called for each try as it ends; null when the execution is not streamed.</summary>
    public Action<SkillAttempt>? Added { get; init; }

    /// <summary>Tokens so far; null when none were reported.</summary>
    public TokenUsage? Usage
    {
        get
        {
            lock (_gate)
            {
                return _attempts.Aggregate((TokenUsage?)null, static (sum, attempt) => attempt.Usage is not { } usage ? sum : sum is null ? usage : sum + usage);
            }
        }
    }

    /// <summary>Cost so far; zero when nothing was tried.</summary>
    public Cost Cost
    {
        get
        {
            lock (_gate)
            {
                return _attempts.Aggregate(Cost.Zero, static (sum, attempt) => sum + attempt.Cost);
            }
        }
    }

    /// <summary>What the tries so far may have cost at most, in USD: one that broke off counts with its worst case.</summary>
    public decimal BookedUsd
    {
        get
        {
            lock (_gate)
            {
                return _booked;
            }
        }
    }

    /// <summary>Books what an execution or a call within this one may have cost; a negative amount takes a booking back.</summary>
    public void Book(decimal usd)
    {
        lock (_gate)
        {
            _booked += usd;
        }
    }

    /// <summary>Books an amount if all that is booked stays within a ceiling; otherwise returns false.</summary>
    public bool TryBook(decimal usd, decimal? ceilingUsd)
    {
        lock (_gate)
        {
            if (_booked + usd > ceilingUsd)
            {
                return false;
            }

            _booked += usd;
            return true;
        }
    }

    /// <summary>Takes the next number, from 1.</summary>
    public int NextNumber() => Interlocked.Increment(ref _started);

    /// <summary>Adds a finished try.</summary>
    /// <param name="attempt">The try.</param>
    /// <param name="worstUsd">The most it can have cost; null when no price is known.</param>
    public void Add(SkillAttempt attempt, decimal? worstUsd = null)
    {
        lock (_gate)
        {
            _booked += attempt.Cost is { Kind: CostKind.Exact or CostKind.Estimated, Usd: { } known } ? known : Math.Max(worstUsd ?? 0, attempt.Cost.Usd ?? 0);

            // Tries overlap, so a later one may have ended first.
            var at = _attempts.Count;
            while (at > 0 && _attempts[at - 1].Number > attempt.Number)
            {
                at--;
            }

            _attempts.Insert(at, attempt);
        }

        Added?.Invoke(attempt);
    }

    /// <summary>Notes whether the reply of a try satisfied schema and rules.</summary>
    public void Judge(int number, bool isValid)
    {
        lock (_gate)
        {
            for (var i = 0; i < _attempts.Count; i++)
            {
                if (_attempts[i].Number != number)
                {
                    continue;
                }

                // A caller that streams has the try already.
                if (Added is null)
                {
                    _attempts[i].Judge(isValid);
                }
                else
                {
                    _attempts[i] = _attempts[i] with { OutputValid = isValid };
                }
            }
        }
    }

    /// <summary>The tries so far, in the order of starting.</summary>
    public IReadOnlyList<SkillAttempt> ToList()
    {
        lock (_gate)
        {
            return [.. _attempts];
        }
    }
}
