namespace Skills.Engine;

/// <summary>The tries of one execution, written by the invoker while they happen, so that a deadline loses none. Thread-safe.</summary>
internal sealed class AttemptLog
{
    private readonly Lock _gate = new();
    private readonly List<SkillAttempt> _attempts = [];
    private int _started;

    /// <summary>Told of each try as it ends; null when nobody streams.</summary>
    public Action<SkillAttempt>? Added { get; init; }

    /// <summary>Takes the next number, from 1.</summary>
    public int NextNumber() => Interlocked.Increment(ref _started);

    /// <summary>Adds a finished try.</summary>
    public void Add(SkillAttempt attempt)
    {
        lock (_gate)
        {
            _attempts.Add(attempt);
        }

        Added?.Invoke(attempt);
    }

    /// <summary>Replaces a try by its number, as when its output turns out valid or not.</summary>
    public void Update(int number, Func<SkillAttempt, SkillAttempt> change)
    {
        lock (_gate)
        {
            var index = _attempts.FindIndex(a => a.Number == number);
            if (index >= 0)
            {
                _attempts[index] = change(_attempts[index]);
            }
        }
    }

    /// <summary>The tries so far, in the order of starting.</summary>
    public IReadOnlyList<SkillAttempt> ToList()
    {
        lock (_gate)
        {
            return [.. _attempts.OrderBy(static a => a.Number)];
        }
    }

    /// <summary>Tokens so far; null when none were reported.</summary>
    public TokenUsage? Usage => ToList().Aggregate((TokenUsage?)null, static (sum, a) => a.Usage is null ? sum : sum is null ? a.Usage : sum + a.Usage);

    /// <summary>Cost so far; zero when nothing was tried.</summary>
    public Cost Cost => ToList().Aggregate(Cost.Zero, static (sum, a) => sum + a.Cost);
}
