using System.ComponentModel.DataAnnotations;
using System.Runtime.CompilerServices;
using Skills.Engine.Evaluation.Cassettes;
using Skills.Engine.Evaluation.Models;
using Skills.Engine.Evaluation.Redaction;
using Skills.Engine.Evaluation.Running;
using Skills.Engine.Evaluation.Snapshots;

namespace Skills.Engine.Evaluation;

/// <summary>Runs the test cases of skills. Thread-safe; each run is independent.</summary>
/// <remarks>Get it from a host that called <c>AddSkillTests</c>, or make one with <see cref="Create"/>.</remarks>
public sealed class SkillTestRunner : IAsyncDisposable
{
    private readonly ISkillExecutionEngine _engine;
    private readonly TestConversation _conversation;
    private readonly TimeProvider _time;
    private readonly bool _isComplete;
    private IAsyncDisposable? _owned;

    internal SkillTestRunner(ISkillExecutionEngine engine, TestConversation conversation, SkillTestOptions options, TimeProvider time, bool isComplete)
    {
        (_engine, _conversation, _time, _isComplete) = (engine, conversation, time, isComplete);
        Options = Checked(options);
    }

    /// <summary>Gets the settings of runs that bring none.</summary>
    public SkillTestOptions Options { get; }

    /// <summary>Gets the engine that runs the cases.</summary>
    public ISkillExecutionEngine Engine => _engine;

    /// <summary>Makes a runner with its own engine.</summary>
    /// <param name="configure">Adds skills, providers and the dry run.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <returns>The runner; dispose it to close what it opened.</returns>
    /// <exception cref="ValidationException">A setting is out of range.</exception>
    public static SkillTestRunner Create(Action<SkillsEngineBuilder> configure, SkillTestOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(configure);

        var (runner, owned) = RunnerRegistration.Build(configure, options);
        runner._owned = owned;
        return runner;
    }

    /// <summary>Runs the cases of every skill in the catalog.</summary>
    /// <param name="options">The settings; null takes <see cref="Options"/>.</param>
    /// <param name="progress">Receives each case when its last repeat has ended, on any thread; null for none.</param>
    /// <param name="cancellationToken">Stops the run. The report then has the results so far and <see cref="SkillTestStop.Canceled"/>.</param>
    /// <returns>The report, also of a run that was stopped.</returns>
    /// <exception cref="ValidationException">A setting is out of range, or there are more runs than <see cref="SkillTestOptions.MaxRuns"/>.</exception>
    [OverloadResolutionPriority(1)] // new() { … } could be of either type.
    public Task<SkillTestReport> RunAsync(SkillTestOptions? options = null, IProgress<SkillTestResult>? progress = null, CancellationToken cancellationToken = default) =>
        RunAsync(_engine.Catalog.Definitions, options, progress, cancellationToken);

    /// <summary>Runs the cases of some skills. Steps of composed skills and judges come from the catalog.</summary>
    /// <param name="skills">The skills, as their files define them.</param>
    /// <param name="options">The settings; null takes <see cref="Options"/>.</param>
    /// <param name="progress">Receives each case when its last repeat has ended, on any thread; null for none.</param>
    /// <param name="cancellationToken">Stops the run. The report then has the results so far and <see cref="SkillTestStop.Canceled"/>.</param>
    /// <returns>The report, also of a run that was stopped.</returns>
    /// <exception cref="ValidationException">A setting is out of range, or there are more runs than <see cref="SkillTestOptions.MaxRuns"/>.</exception>
    public async Task<SkillTestReport> RunAsync(IEnumerable<SkillDefinition> skills, SkillTestOptions? options = null, IProgress<SkillTestResult>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(skills);
        if (!_isComplete)
        {
            throw new InvalidOperationException("A provider was added after AddSkillTests(), so its answers would not be recorded. Call AddSkillTests() last.");
        }

        options = options is null ? Options : Checked(options);
        var (started, clock) = (_time.GetUtcNow(), _time.GetTimestamp());
        var plan = new TestPlan(options);
        var budget = new RunBudget(options.MaxCostUsd);
        var stale = new StaleList();
        var cassettes = new CassetteStore(options.CassetteDirectory, options.MaxCassetteBytes);
        var calls = new CallFactory(options, cassettes, new Redactor(options.Redaction, Environment.GetEnvironmentVariables()));
        var executor = new CaseExecutor(_engine, _conversation, calls, budget, started);
        var snapshots = new SnapshotStore(options.SnapshotDirectory, options.UpdateSnapshots, options.MaxCassetteBytes);
        var runner = new CaseRunner(_engine, options, plan, executor, cassettes, snapshots, stale, _time);
        var run = new TestRun(plan.Of(skills), runner, budget, options, progress);
        await run.RunAsync(cancellationToken).ConfigureAwait(false);

        var results = run.Results();
        var complete = results.All(static r => r.Outcome != SkillTestOutcome.NotRun);
        var stop = complete ? SkillTestStop.None : budget.Exhausted is not null ? SkillTestStop.Budget : SkillTestStop.Canceled;
        return new()
        {
            StartedAt = started,
            Duration = _time.GetElapsedTime(clock),
            Mode = options.Mode,
            Targets = plan.Targets,
            Results = results,
            Stop = stop,
            StopReason = stop switch { SkillTestStop.None => null, SkillTestStop.Budget => budget.Exhausted, _ => "The run was canceled." },
            StaleCassettes = stale.ToList(),
            Cost = budget.Spent,
        };
    }

    /// <summary>Closes the engine that <see cref="Create"/> made. A second call does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _owned, null) is { } owned)
        {
            await owned.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static SkillTestOptions Checked(SkillTestOptions options)
    {
        SkillTestOptionsCheck.EnsureValid(options);
        return options;
    }
}
