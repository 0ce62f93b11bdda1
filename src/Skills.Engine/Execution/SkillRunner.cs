using System.Runtime.CompilerServices;
using System.Text.Json;
using Skills.Engine.Caching;
using Skills.Engine.Compilation;
using Skills.Engine.Tools;

namespace Skills.Engine.Execution;

/// <summary>
/// Starts and ends executions. The one place where exceptions of the parts become results, and where the overall deadline is
/// enforced. Thread-safe.
/// </summary>
internal sealed class SkillRunner : IDisposable
{
    private readonly EngineParts _parts;
    private readonly MiddlewareChain _middleware;
    private readonly ExecutionIds _ids;
    private readonly CancellationTokenSource _stopping = new();
    private int _stopped;

    public SkillRunner(EngineParts parts, MiddlewareChain middleware)
    {
        _middleware = middleware;
        _parts = parts;
        _ids = new(parts.Time);
        Gate = new(parts);
        Sources = new(parts, this);
        Pipeline = new(Gate, parts.Cache, Sources, parts.Rules);
    }

    public InputGate Gate { get; }

    public AnswerSources Sources { get; }

    private Pipeline Pipeline { get; }

    /// <summary>Runs a skill.</summary>
    public Task<SkillResult> ExecuteAsync(RunRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _middleware.IsEmpty
            ? RunAsync(NewRun(request), cancellationToken)
            : _middleware.RunAsync(request, (asked, token) => RunAsync(NewRun(asked), token), Short, cancellationToken);
    }

    /// <summary>Runs a skill of the catalog.</summary>
    public Task<SkillResult> ExecuteAsync(string name, object? inputs, SkillExecutionContext? context, CancellationToken cancellationToken, Action<SkillResult>? ended = null) =>
        _parts.Catalog.Find(name) is { } skill
            ? ExecuteAsync(new(skill, inputs, context) { Ended = ended }, cancellationToken)
            : Task.FromResult(NotFound(name, context));

    /// <summary>Goes on with an execution that waits for tools.</summary>
    public Task<SkillResult> ResumeAsync(Skill skill, SkillResult pending, IReadOnlyList<ModelToolResult> results, CancellationToken cancellationToken)
    {
        var chosen = pending.Variant is { } name ? skill.Variants.FirstOrDefault(v => v.Name == name)?.Skill : skill;
        var tools = chosen is null ? ToolSet.None : _parts.ToolRegistry.SetOf(chosen);
        var resumed = ResumedRun.Of(pending, results, (run, given) => _parts.Tools.Complete(run, tools.Find(run.Name)?.Tool, given));
        var context = pending.Context with { Variant = pending.Variant ?? (skill.Variants.Count > 0 ? "" : null), ParentExecutionId = pending.Context.ParentExecutionId ?? pending.ExecutionId };
        var request = new RunRequest(skill, pending.Inputs, context) { Resumes = resumed };
        return chosen is not null && _parts.Compositions.HashOf(chosen) == pending.SkillHash
            ? ExecuteAsync(request, cancellationToken)
            : Task.FromResult(Short(request with { Resumes = null }, outputs: null, new("tools.skill_changed", SkillStep.ValidateInput, "", $"The skill '{skill.Slug}' is not the one that ran before: its content has changed. Run it again from the start.")));
    }

    // The result of a middleware that answered by itself.
    private SkillResult Short(RunRequest request, JsonElement? outputs, SkillError? error)
    {
        var run = NewRun(request);
        run.Begin();
        return run.Complete(error is null ? run.End([]) with { Outputs = outputs } : run.Fail(error));
    }

    /// <summary>The result for a name that is not in the catalog.</summary>
    public SkillResult NotFound(string name, SkillExecutionContext? context)
    {
        var run = NewRun(new(new() { Id = name, Name = name }, Inputs: null, context));
        run.Begin();
        return run.Complete(run.Fail("skill.not_found", $"There is no skill '{name}' in the catalog.{_parts.Catalog.HintFor(name)} Add skills with AddSkillsFromDirectory or AddSkill."));
    }

    /// <summary>An execution that has not begun.</summary>
    public SkillRun NewRun(RunRequest request)
    {
        var skill = request.Skill;
        var caller = request.Context ?? SkillExecutionContext.Anonymous;
        var timeout = caller.Timeout ?? skill.Limits.Timeout ?? _parts.Settings.DefaultTimeout;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero, "context");

        var id = _ids.Next();
        var variant = SkillVariantChoice.Of(skill, caller, id);
        var chosen = variant?.Skill ?? skill;
        var start = new RunStart
        {
            Skill = chosen,
            SkillHash = _parts.Compositions.HashOf(chosen),
            Context = caller,
            Tools = _parts.ToolRegistry.SetOf(chosen),
            ExecutionId = id,
            StartedAt = _parts.Time.GetUtcNow(),
            StartedTimestamp = _parts.Time.GetTimestamp(),
            Timeout = timeout,
            Variant = variant?.Name,
            GivenInputs = request.Inputs,
            Observer = request.Observer,
            Ended = request.Ended,
            IsJudge = request.IsJudge,
            Refreshes = request.Refreshes,
            Resumes = request.Resumes,
        };
        var run = new SkillRun(start, _parts.Time, _parts.Telemetry, _parts.Budgets);
        if (skill.Status == SkillStatus.Deprecated)
        {
            run.Result.Warn($"The skill '{skill.Slug}' is deprecated.{SkillReadiness.Instead(skill)}");
        }

        foreach (var name in start.Tools.Missing)
        {
            run.Result.Warn($"The skill '{skill.Slug}' lists the tool '{name}', which is not registered, so it was not offered. Register it with AddTool.");
        }

        return run;
    }

    /// <summary>Ends background refreshes. A second call does nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 0)
        {
            _stopping.Cancel();
            _stopping.Dispose();
        }
    }

    private async Task<SkillResult> RunAsync(SkillRun run, CancellationToken cancellationToken)
    {
        // One source for both ends. The caller's own token shows which of them it was.
        using var deadline = new CancellationTokenSource(run.Start.Timeout, _parts.Time);
        using var canceling = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), deadline);
        run.Begin();
        try
        {
            var result = await RunAndReleaseAsync(run, deadline.Token).ConfigureAwait(false);
            return run.Complete(EndedAtDeadline(run, result) ? run.TimeOut() : result);
        }
        catch (PromptRenderException problem)
        {
            return run.Complete(run.Fail(problem.Code, problem.Message, problem.Place));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            run.Complete(run.Cancel());
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return run.Complete(run.TimeOut());
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            var step = run.Clock.Step;
            _parts.Telemetry.PartFailed(run.Start.ExecutionId, step, problem);
            return run.Complete(run.Fail("execution.failed", $"A part of the engine failed with {problem.GetType().FullName} at step {(int)step}, {step}; this is a defect of that part, or of one the host registered."));
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<SkillResult> RunAndReleaseAsync(SkillRun run, CancellationToken cancellationToken)
    {
        try
        {
            return await Pipeline.RunAsync(run, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            try
            {
                run.Lease?.Dispose();
            }
            finally
            {
                await ReleaseAsync(run).ConfigureAwait(false);
            }
        }
    }

    // The caller that was served a stale hit refreshes it in the background.
    private ValueTask ReleaseAsync(SkillRun run)
    {
        if (run.Cached is not { } cached)
        {
            return ValueTask.CompletedTask;
        }

        if (!cached.NeedsRefresh || run.Start.Refreshes is not null || Volatile.Read(ref _stopped) != 0)
        {
            return cached.DisposeAsync();
        }

        Refresh(run, cached);
        return ValueTask.CompletedTask;
    }

    // Steps 3 to 8 as an execution of their own.
    private void Refresh(SkillRun run, SkillCacheLookup cached)
    {
        var refresh = NewRun(new(run.Skill, Inputs: null, run.Start.Context with { ParentExecutionId = run.Start.ExecutionId }) { Refreshes = cached });
        refresh.AcceptInputs(run.Inputs);
        var stopping = _stopping.Token;
        _ = Task.Run(() => RunAsync(refresh, stopping), CancellationToken.None);
    }

    // The last try, and a judge of the rules, are clamped to the deadline, so their own timeout may come a moment before the deadline's.
    private bool EndedAtDeadline(SkillRun run, SkillResult result) =>
        !result.IsSuccess
        && ((run.ProviderFailed && result.Attempts is [.., { Error: ModelErrorKind.Timeout or ModelErrorKind.Canceled }])
            || result.Children is [.., { Status: ExecutionStatus.Timeout }])
        && run.Start.Left(_parts.Time) <= RunStart.TimerGrain;
}
