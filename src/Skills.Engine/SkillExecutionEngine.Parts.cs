using System.Text.Json;
using Microsoft.Extensions.Options;
using Skills.Engine.Caching;
using Skills.Engine.Definitions;
using Skills.Engine.Execution;
using Skills.Engine.Inputs;
using Skills.Engine.Models;
using Skills.Engine.Outputs;
using Skills.Engine.Routing;
using Skills.Engine.Rules;

namespace Skills.Engine;

public sealed partial class SkillExecutionEngine : IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan TimerGrain = TimeSpan.FromMilliseconds(50);

    private readonly SkillsEngineOptions _options;
    private readonly TimeProvider _time;
    private readonly ExecutionIds _ids;
    private readonly CancellationTokenSource _stopping = new();
    private readonly PerSkill<SkillReadiness> _readiness;
    private readonly PerSkill<SkillAsk> _asks;
    private readonly SkillCatalog _catalog;
    private readonly InputValidator _inputs;
    private readonly SkillCache _cache;
    private readonly IPromptRenderer _renderer;
    private readonly IModelRouter _router;
    private readonly CostPredictor _costs;
    private readonly BudgetGuard _budgets;
    private readonly ModelInvoker _invoker;
    private readonly ParallelInvoker _parallel;
    private readonly CompositionRunner _compositions;
    private readonly OutputValidator _outputs;
    private readonly RuleExecutor _rules;
    private readonly ReaskPlanner _reask;
    private readonly RunOutcomes _outcomes;
    private readonly FeedbackRecorder _feedback;
    private readonly SkillTelemetry _telemetry;
    private object? _owned;
    private int _stopped;

    internal SkillExecutionEngine(EngineParts parts, IOptions<SkillsEngineOptions> options, TimeProvider time)
    {
        _options = options.Value;
        _time = time;
        _ids = new(time);
        _catalog = parts.Catalog;
        _inputs = parts.Inputs;
        _cache = parts.Cache;
        _renderer = parts.Renderer;
        _router = parts.Router;
        _costs = parts.Costs;
        _budgets = parts.Budgets;
        _invoker = parts.Invoker;
        _parallel = parts.Parallel;
        _compositions = parts.Compositions;
        _outputs = parts.Outputs;
        _rules = parts.Rules;
        _reask = parts.Reask;
        _outcomes = parts.Outcomes;
        _feedback = parts.Feedback;
        _telemetry = parts.Telemetry;
        _readiness = new(skill => SkillReadiness.Of(skill, parts.Outputs, parts.Rules), _options.MaxCompiledSkills);
        _asks = new(skill => new(skill, _options.DefaultMaxOutputTokens), _options.MaxCompiledSkills);
    }

    /// <summary>The skills that can be run by name.</summary>
    public SkillCatalog Catalog => _catalog;

    /// <summary>Ends background refreshes, and closes what <see cref="SkillsEngine.Create"/> opened. A second call does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        Stop();
        if (Interlocked.Exchange(ref _owned, null) is IAsyncDisposable owned)
        {
            await owned.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose()
    {
        Stop();
        if (Interlocked.Exchange(ref _owned, null) is IDisposable owned)
        {
            owned.Dispose();
        }
    }

    internal void Own(object provider) => _owned = provider;

    private void Stop()
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 0)
        {
            _stopping.Cancel();
            _stopping.Dispose();
        }
    }

    private Task<SkillResult> ExecuteAsync(Skill skill, object? inputs, SkillExecutionContext? context, RunObserver? observer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        return CompleteAsync(NewRun(skill, context, observer), inputs, refreshes: null, cancellationToken);
    }

    // The one place where exceptions of the parts become results, and where the overall deadline stands.
    private async Task<SkillResult> CompleteAsync(SkillRun run, object? given, CacheLookup? refreshes, CancellationToken cancellationToken)
    {
        // One source for both ends; which of them it was is told by the caller's own token.
        using var deadline = new CancellationTokenSource(run.Timeout, _time);
        using var canceling = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), deadline);
        run.Begin();
        try
        {
            var steps = refreshes is null ? RunAsync(run, given, deadline.Token) : AnswerAsync(run, refreshes, deadline.Token);
            var result = await steps.ConfigureAwait(false);
            return run.Complete(IsDeadlineOf(run, result) ? run.TimeOut() : result);
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
            _telemetry.PartFailed(run.ExecutionId, run.Step, problem);
            return run.Complete(run.Fail("execution.failed", $"A part of the engine failed with {problem.GetType().FullName} at step {(int)run.Step}, {run.Step}; this is a defect of that part, or of one the host registered."));
        }
    }

    // The last try is clamped to the deadline, so its own timeout may come a moment before the deadline's.
    private bool IsDeadlineOf(SkillRun run, SkillResult result) =>
        run.ProviderFailed
        && result.Attempts is [.., { Error: ModelErrorKind.Timeout }]
        && !result.IsSuccess
        && _time.GetUtcNow() + TimerGrain >= run.Deadline;

    private SkillRun NewRun(Skill skill, SkillExecutionContext? context, RunObserver? observer)
    {
        var caller = context ?? SkillExecutionContext.Nobody;
        var timeout = caller.Timeout ?? skill.Limits.Timeout ?? _options.DefaultTimeout;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero, nameof(context));

        var id = _ids.Next();
        var variant = SkillVariantChoice.Of(skill, caller, id);
        var chosen = variant?.Skill ?? skill;
        var run = new SkillRun(chosen, _compositions.HashOf(chosen), caller, id, timeout, _time, _telemetry, observer) { Variant = variant?.Name };
        if (skill.Status == SkillStatus.Deprecated)
        {
            run.Warnings.Add($"The skill '{skill.Slug}' is deprecated.{SkillReadiness.Instead(skill)}");
        }

        return run;
    }

    private static string Known(Skill skill) =>
        skill.Variants.Count > 0 ? $" It has {string.Join(", ", skill.Variants.Select(static v => $"'{v.Name}'"))}." : " It has none.";

    private SkillResult NotFound(string name, SkillExecutionContext? context)
    {
        var run = NewRun(new() { Id = name, Name = name }, context, observer: null);
        run.Begin();
        return run.Complete(run.Fail("skill.not_found", $"There is no skill '{name}' in the catalog.{_catalog.HintFor(name)} Add skills with AddSkillsFromDirectory or AddSkill."));
    }

    private CacheRequest CacheRequestOf(SkillRun run) =>
        new(run.Skill, run.SkillHash, run.Inputs!.Value, run.Context, _asks.Get(run.Skill).Options, run.Variant);

    private RoutingRequest RoutingRequestOf(SkillRun run) => new()
    {
        Skill = run.Skill,
        Context = run.Context,
        EstimatedInputTokens = run.EstimatedInputTokens,
        EstimatedOutputTokens = _costs.OutputTokensOf(run.Skill),
        Require = run.Prompt!.HasMedia ? ModelCapabilities.Vision : ModelCapabilities.None,
    };

    private ModelInvocation FirstAsk(SkillRun run, ModelRoute route, BudgetLease? budget)
    {
        var ask = _asks.Get(run.Skill);
        return new()
        {
            Skill = run.Skill,
            Context = run.Context,
            Candidates = route.Candidates,
            Messages = ask.Complete(run.Prompt!.Messages),
            Options = ask.Options,
            Output = ask.Output,
            Tools = run.Context.Tools,
            Deadline = run.Deadline,
            Attempts = run.Attempts,
            Budget = budget,
            EstimatedInputTokens = run.EstimatedInputTokens,
            OnDelta = run.Observer is { } observer ? observer.DeltaAsync : null,
            CheckShadow = _options.Routing.Shadows.Count > 0 ? ShadowCheckOf(run) : null,
        };
    }

    // A shadow's reply goes through steps 6 and 7 like the real one, so that what is learned of both can be compared.
    private Func<ModelReply, CancellationToken, ValueTask<ShadowVerdict>> ShadowCheckOf(SkillRun run) => async (reply, token) =>
    {
        var output = _outputs.Validate(run.Skill, reply);
        var isValid = output.IsValid
            && await _rules.ExecuteAsync(run.Skill, run.Inputs!.Value, output.Value!.Value, run.Context, token).ConfigureAwait(false) is { Errors.Count: 0 };
        return new(isValid, output.Edits.Count);
    };

    private static ModelInvocation AskAgain(ModelInvocation ask, ReaskPlan plan, ModelDefinition last) => ask with
    {
        Messages = plan.Messages,
        Options = plan.Options,
        Output = plan.Output ?? ask.Output,
        Reason = "reask:" + plan.FailureClass,
        EstimatedInputTokens = null,
        Candidates = plan.StrongerModel ? StrongerFirst(ask.Candidates, last) : SameFirst(ask.Candidates, last),
    };

    // The model that answered knows the conversation, and its prompt cache is warm.
    private static IReadOnlyList<ModelCandidate> SameFirst(IReadOnlyList<ModelCandidate> candidates, ModelDefinition last) =>
        [.. candidates.OrderByDescending(c => c.Model == last)];

    private static IReadOnlyList<ModelCandidate> StrongerFirst(IReadOnlyList<ModelCandidate> candidates, ModelDefinition last) =>
        [.. candidates.OrderByDescending(c => c.Model.Quality > last.Quality).ThenByDescending(c => c.Model == last)];

    private ReaskRequest ReaskRequestOf(SkillRun run, ModelInvocation ask, Answer answer, int attempt, BestAnswer best)
    {
        best.Fingerprints.Add(ReaskPlanner.FingerprintOf(ask.Messages, ask.Options));
        var last = run.Attempts.ToList()[^1];
        var spent = run.Attempts.Cost.Usd ?? 0;
        return new()
        {
            Skill = run.Skill,
            Messages = _asks.Get(run.Skill).Complete(run.Prompt!.Messages),
            Options = ask.Options,
            Reply = answer.Reply,
            Output = answer.Output,
            Rules = answer.Rules,
            Attempt = attempt,
            AttemptsLeft = (run.Skill.Limits.Attempts ?? _options.DefaultAttempts) - attempt,
            TimeLeft = run.Deadline - _time.GetUtcNow(),
            LastDuration = TimeSpan.FromMilliseconds(last.LatencyMs),
            CostLeftUsd = run.Skill.Limits.MaxCostUsd - spent,
            LastCostUsd = last.Cost.Usd,
            ModelMaxOutputTokens = run.Model?.MaxOutputTokens,
            Sent = best.Fingerprints,
        };
    }

    // A hit past its time is renewed by this caller, after it was served: steps 3 to 8 as an execution of their own.
    private ValueTask LetGoAsync(CacheLookup cached, SkillRun run)
    {
        if (!cached.NeedsRefresh || Volatile.Read(ref _stopped) != 0)
        {
            return cached.DisposeAsync();
        }

        var refresh = NewRun(run.Skill, run.Context with { ParentExecutionId = run.ExecutionId }, observer: null);
        refresh.Inputs = run.Inputs;
        refresh.CacheKey = cached.Key;
        var stopping = _stopping.Token;
        _ = Task.Run(() => CompleteAsync(refresh, given: null, cached, stopping), CancellationToken.None);
        return ValueTask.CompletedTask;
    }

    private void ReportValidity(SkillRun run, ModelInvocationResult invoked, Answer answer, bool isReask)
    {
        run.Attempts.Judge(invoked.AttemptNumber, answer.IsValid);
        _outcomes.Checked(run.ExecutionId, run.Skill, invoked, answer.IsValid, answer.Output.Edits.Count, isReask);
    }

    private static SkillError ErrorOf(ModelInvocationResult invoked)
    {
        var error = invoked.Error!;
        return new("model." + JsonNamingPolicy.SnakeCaseLower.ConvertName(error.Kind.ToString()), SkillStep.InvokeModel, "", error.Message);
    }
}
