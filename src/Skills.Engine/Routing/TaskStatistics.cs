using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Skills.Engine.Routing;

/// <summary>Everything learned, per model and task. Thread-safe.</summary>
internal sealed class TaskStatistics(IOptions<SkillsEngineOptions> options, TimeProvider time)
{
    /// <summary>Tasks beyond this many share one cell per model, so that invented categories cannot fill the memory.</summary>
    public const int MaxTasks = 1000;

    /// <summary>Cells beyond this many are not taken over from others.</summary>
    public const int MaxCells = 100_000;

    /// <summary>Tasks of skills beyond this many are not told apart by skill.</summary>
    public const int MaxSkillTasks = 3000;

    /// <summary>Marks tasks that are one skill's requests of one difficulty.</summary>
    public const string SkillPrefix = "skill:";

    /// <summary>Marks tasks that are arms of an experiment; those never forget.</summary>
    public const string ExperimentPrefix = "experiment:";

    private readonly ConcurrentDictionary<(string Provider, string Model, string Task), TaskCell> _cells = new();
    private readonly ConcurrentDictionary<string, string> _tasks = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<(string Skill, DifficultyBucket Bucket), string> _skillTasks = new();
    private readonly LearningOptions _options = options.Value.Routing.Learning;
    private long _version;
    private int _cellsVersion;

    /// <summary>Grows with everything learned.</summary>
    public long Version => Interlocked.Read(ref _version);

    private long Now => time.GetElapsedTime(0).Ticks;

    /// <summary>The task of a category: lower case, so that spelling does not split what is learned.</summary>
    public string TaskOf(string category) =>
        _tasks.TryGetValue(category, out var task) ? task
        : _tasks.Count < MaxTasks ? _tasks.GetOrAdd(category, static c => c.Trim().ToLowerInvariant())
        : "other";

    /// <summary>The task of one skill's requests of one difficulty; null when too many are known already.</summary>
    public string? TaskOf(string skill, DifficultyEstimate? difficulty)
    {
        var key = (skill, DifficultyBuckets.Of(difficulty));
        if (_skillTasks.TryGetValue(key, out var task))
        {
            return task;
        }

        return _skillTasks.Count < MaxSkillTasks ? _skillTasks.GetOrAdd(key, static k => $"{SkillPrefix}{k.Skill}:{DifficultyBuckets.NameOf(k.Bucket)}") : null;
    }

    /// <summary>A number that changes when something is learned of a model at a task for the first time.</summary>
    public int CellsVersion => Volatile.Read(ref _cellsVersion);

    /// <summary>What is known of a model at a task; null when nothing.</summary>
    public TaskCell? Find(string provider, string model, string task) => _cells.GetValueOrDefault((provider, model, task));

    /// <summary>The cell of a model at a task; made on first use.</summary>
    public TaskCell Of(string provider, string model, string task)
    {
        var key = (provider, model, task);
        if (_cells.TryGetValue(key, out var known))
        {
            return known;
        }

        var cell = _cells.GetOrAdd(key, static (key, options) => new(options, forgets: !key.Task.StartsWith(ExperimentPrefix, StringComparison.Ordinal)), _options);
        Interlocked.Increment(ref _cellsVersion);
        return cell;
    }

    /// <summary>Everything learned, in no order.</summary>
    public IReadOnlyList<TaskStatistic> ToList()
    {
        var all = new List<TaskStatistic>();
        foreach (var (key, cell) in _cells)
        {
            if (cell.Sums is { Weight: > 0 } sums)
            {
                all.Add(new(key.Provider, key.Model, key.Task, sums.Good, sums.Squares, sums.Weight, HalfLifeOf(key.Task)));
            }
        }

        return all;
    }

    private TimeSpan? HalfLifeOf(string task) => task.StartsWith(ExperimentPrefix, StringComparison.Ordinal) ? null : _options.HalfLife;

    /// <summary>Counts an outcome.</summary>
    public void Add(string provider, string model, string task, double quality, double weight = 1)
    {
        Of(provider, model, task).Add(Math.Clamp(quality, 0, 1), weight, Now);
        Interlocked.Increment(ref _version);
    }

    /// <summary>Corrects an outcome already counted.</summary>
    public void Correct(string provider, string model, string task, double from, double to)
    {
        Of(provider, model, task).Correct(from, to, Now);
        Interlocked.Increment(ref _version);
    }

    /// <summary>Takes what was not shared yet.</summary>
    public IReadOnlyList<TaskStatistic> TakeUnsent()
    {
        var unsent = new List<TaskStatistic>();
        foreach (var (key, cell) in _cells)
        {
            var (good, squares, weight) = cell.TakeUnsent();
            if (good != 0 || weight != 0)
            {
                unsent.Add(new(key.Provider, key.Model, key.Task, good, squares, weight, HalfLifeOf(key.Task)));
            }
        }

        return unsent;
    }

    /// <summary>Puts back what could not be shared.</summary>
    public void PutBack(IReadOnlyList<TaskStatistic> unsent)
    {
        foreach (var s in unsent)
        {
            Of(s.Provider, s.Model, s.Task).PutBack(s.Good, s.Squares, s.Weight);
        }
    }

    /// <summary>Takes everyone's sums in. What cannot be true is left out.</summary>
    public void Merge(IReadOnlyList<TaskStatistic> sums)
    {
        var isFull = _cells.Count >= MaxCells;
        foreach (var s in sums)
        {
            if (double.IsFinite(s.Good) && double.IsFinite(s.Squares) && double.IsFinite(s.Weight) && s.Weight >= 0
                && (!isFull || Find(s.Provider, s.Model, s.Task) is not null))
            {
                Of(s.Provider, s.Model, s.Task).Merge(s.Good, s.Squares, s.Weight, Now);
            }
        }

        Interlocked.Increment(ref _version);
    }
}
