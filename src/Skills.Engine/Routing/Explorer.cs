using System.Collections.Concurrent;

namespace Skills.Engine.Routing;

/// <summary>
/// Says which decisions try a model that is not dearer than the best and may be better: a fixed share of each skill's calls, counted and
/// not drawn, within a budget a day. Thread-safe.
/// </summary>
internal sealed class Explorer(LearningOptions options, TimeProvider time)
{
    // The first calls of a skill show what is usual; trying others before that surprises its author.
    private const int FirstCalls = 10;
    private const int MostSkills = 10_000;

    private readonly ConcurrentDictionary<string, StrongBox> _calls = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private DateOnly _day;
    private double _spentUsd;

    /// <summary>Counts a decision for a skill, and returns whether it is one of those that explore.</summary>
    public bool IsTurn(Skill skill)
    {
        if (options is not { Enabled: true, Exploration: > 0 } || !skill.ModelPreferences.Explore)
        {
            return false;
        }

        if (!_calls.TryGetValue(skill.Id, out var calls))
        {
            if (_calls.Count >= MostSkills)
            {
                return false;
            }

            calls = _calls.GetOrAdd(skill.Id, static _ => new());
        }

        var call = Interlocked.Increment(ref calls.Value);
        return call > FirstCalls && (long)(call * options.Exploration) != (long)((call - 1) * options.Exploration);
    }

    /// <summary>Takes the expected cost of an explored call from the budget of the day; false when it is spent.</summary>
    public bool TrySpend(double usd)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        lock (_gate)
        {
            if (_day != today)
            {
                (_day, _spentUsd) = (today, 0);
            }

            if (!(_spentUsd + usd <= (double)options.ExplorationBudgetUsd))
            {
                return false;
            }

            _spentUsd += usd;
            return true;
        }
    }

    private sealed class StrongBox
    {
        public long Value;
    }
}
