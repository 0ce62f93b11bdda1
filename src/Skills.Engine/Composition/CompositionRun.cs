using System.Text.Json;
using Skills.Jinja;

namespace Skills.Engine.Composition;

/// <summary>One execution of a composed skill.</summary>
internal sealed class CompositionRun(
    Skill skill,
    JsonElement inputs,
    SkillExecutionContext context,
    SkillCatalog catalog,
    StepTemplates templates,
    int maxItems,
    Func<Skill, JsonElement, SkillExecutionContext, CancellationToken, Task<SkillResult>> execute) : IDisposable
{
    private readonly JsonElement _inputs = inputs;
    private readonly SkillExecutionContext _context = context;
    private readonly SemaphoreSlim _slots = new(skill.Composition!.MaxParallel);
    private readonly CompositionBudget _budget = new(skill.Limits.MaxCostUsd);
    private readonly Dictionary<string, StepOutcome> _outcomes = [];
    private readonly Lock _gate = new();
    private Dictionary<string, HashSet<string>> _rivals = [];
    private volatile bool _stopped;

    public async Task<CompositionResult> RunAsync(CompositionPlan plan, CancellationToken cancellationToken)
    {
        _rivals = Rivals(plan);
        var running = new Dictionary<string, Task>();
        foreach (var step in plan.Steps)
        {
            var needs = step.Needs.Select(n => running[n]).ToList();
            running[step.Call.Key] = RunAfterAsync(needs, step.Call, cancellationToken);
        }

        await Task.WhenAll(running.Values).ConfigureAwait(false);
        return Result(plan);
    }

    public void Dispose() => _slots.Dispose();

    private async Task RunAfterAsync(List<Task> needs, SkillCall step, CancellationToken cancellationToken)
    {
        await Task.WhenAll(needs).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        StepOutcome outcome;
        try
        {
            outcome = _stopped ? StepOutcome.NotStarted : await RunAsync(step, cancellationToken).ConfigureAwait(false);
        }
        catch (JinjaException e)
        {
            outcome = StepOutcome.Failed(Error("composition.template", step, $"A condition or list of the step '{step.Key}' cannot be evaluated: {e.Reason}"), []);
        }

        _stopped |= outcome.Error is not null && !step.ContinueOnError;
        lock (_gate)
        {
            _outcomes[step.Key] = outcome;
        }
    }

    private async Task<StepOutcome> RunAsync(SkillCall step, CancellationToken cancellationToken)
    {
        var values = Values();
        if (catalog.Find(step.Skill) is not { } called)
        {
            return StepOutcome.Failed(Error("composition.missing_skill", step, $"The skill '{step.Skill}' is not loaded."), []);
        }

        if (step.When is { } condition && !templates.Holds(condition, Context(values, null), cancellationToken))
        {
            return StepOutcome.Skipped;
        }

        if (step.ForEach is not { } expression)
        {
            var result = await ExecuteAsync(step, called, Context(values, null), 1 + RivalsLeft(step), cancellationToken).ConfigureAwait(false);
            return result.Error is { } error ? StepOutcome.Failed(error, result.Children) : new("success", result.Children[0].Outputs, result.Children);
        }

        var list = templates.Value(expression, Context(values, null), cancellationToken);
        if (list.ValueKind != JsonValueKind.Array)
        {
            return StepOutcome.Failed(Error("composition.no_list", step, $"'for_each' of the step '{step.Key}' gives {list.ValueKind.ToString().ToLowerInvariant()}, not a list."), []);
        }

        return list.GetArrayLength() <= maxItems
            ? await EachAsync(step, called, list, values, cancellationToken).ConfigureAwait(false)
            : StepOutcome.Failed(Error("composition.too_many_items", step, $"'for_each' of the step '{step.Key}' has {list.GetArrayLength()} entries; at most {maxItems} are run (SkillDefinitionOptions.MaxStepItems)."), []);
    }

    private async Task<StepOutcome> EachAsync(SkillCall step, Skill called, JsonElement list, IReadOnlyDictionary<string, object?> values, CancellationToken cancellationToken)
    {
        using var own = new SemaphoreSlim(step.MaxParallel ?? int.MaxValue);
        var count = list.GetArrayLength();
        var left = count;
        var tasks = list.EnumerateArray().Select((item, index) => OneAsync(item, index)).ToList();
        var results = await Task.WhenAll(tasks).ConfigureAwait(false);
        var children = results.SelectMany(static r => r.Children).ToList();
        if (results.FirstOrDefault(static r => r.Error is not null).Error is { } error && !step.ContinueOnError)
        {
            return StepOutcome.Failed(error, children);
        }

        var outputs = JsonValues.List(results.Select(static r => r.Children is [{ IsSuccess: true, Outputs: { } value }] ? value : (JsonElement?)null));
        return new("success", outputs, children) { Lost = results.Count(static r => r.Error is not null) };

        async Task<(IReadOnlyList<SkillResult> Children, SkillError? Error)> OneAsync(JsonElement item, int index)
        {
            await own.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var sharers = Volatile.Read(ref left) + RivalsLeft(step);
                var result = _stopped ? ([], null) : await ExecuteAsync(step, called, Context(values, (item, index)), sharers, cancellationToken).ConfigureAwait(false);
                _stopped |= result.Error is not null && !step.ContinueOnError;
                return result;
            }
            finally
            {
                Interlocked.Decrement(ref left);
                own.Release();
            }
        }
    }

    private async Task<(IReadOnlyList<SkillResult> Children, SkillError? Error)> ExecuteAsync(SkillCall step, Skill called, IReadOnlyDictionary<string, object?> context, int sharers, CancellationToken cancellationToken)
    {
        JsonElement inputs;
        try
        {
            inputs = step.Inputs is { } template ? templates.Fill(template, context, cancellationToken) : Shared(called);
        }
        catch (JinjaException e)
        {
            return ([], Error("composition.template", step, $"The inputs of the step '{step.Key}' cannot be filled in: {e.Reason}"));
        }

        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_budget.TryTake(step.Limits.MaxCostUsd ?? called.Limits.MaxCostUsd, Math.Min(sharers, skill.Composition!.MaxParallel), out var part))
            {
                return ([], Error("composition.budget", step, FormattableString.Invariant($"Nothing is left of the {skill.Limits.MaxCostUsd} USD this skill may cost, so the step '{step.Key}' was not run.")));
            }

            var result = await execute(Bounded(called, step.Limits, part), inputs, _context with { Timeout = step.Limits.Timeout }, cancellationToken).ConfigureAwait(false);
            _budget.Settle(part, result.Cost);
            return ([result], result.IsSuccess ? null : Error("composition.step_failed", step, $"The step '{step.Key}' ({called.Slug}) ended {result.Status}{Cause(result)}."));
        }
        finally
        {
            _slots.Release();
        }
    }

    // The inner error says what to change; its sentence has the end of its own.
    private static string Cause(SkillResult result) => result.Errors is [var first, ..]
        ? $": {first.Code}{(first.Path.Length > 0 ? $" at {first.Path}" : "")}: {first.Message.Split('\n')[0].TrimEnd('.')}"
        : "";

    private static Skill Bounded(Skill called, SkillLimits limits, decimal? maxCost) =>
        maxCost == called.Limits.MaxCostUsd && limits.Attempts is null && limits.MaxInputTokens is null
            ? called
            : called with
            {
                Limits = called.Limits with
                {
                    Attempts = limits.Attempts ?? called.Limits.Attempts,
                    MaxInputTokens = limits.MaxInputTokens ?? called.Limits.MaxInputTokens,
                    MaxCostUsd = maxCost,
                },
            };

    // Without inputs of its own a step passes on what the called skill declares.
    private JsonElement Shared(Skill called)
    {
        if (called.InputSchema is not { ValueKind: JsonValueKind.Object } schema || !schema.TryGetProperty("properties", out var properties))
        {
            return _inputs;
        }

        return JsonValues.Map(properties.EnumerateObject().Where(p => _inputs.TryGetProperty(p.Name, out _)).Select(p => (p.Name, (JsonElement?)_inputs.GetProperty(p.Name))));
    }

    // Steps that neither wait for each other share the money, since they may run at the same time.
    private static Dictionary<string, HashSet<string>> Rivals(CompositionPlan plan)
    {
        var before = new Dictionary<string, HashSet<string>>();
        foreach (var step in plan.Steps)
        {
            before[step.Call.Key] = [.. step.Needs, .. step.Needs.SelectMany(n => before[n])];
        }

        return before.Keys.ToDictionary(static k => k, k => before.Keys.Where(o => o != k && !before[k].Contains(o) && !before[o].Contains(k)).ToHashSet());
    }

    private int RivalsLeft(SkillCall step)
    {
        lock (_gate)
        {
            return skill.Composition!.Steps.Where(s => _rivals[step.Key].Contains(s.Key) && !_outcomes.ContainsKey(s.Key))
                .Sum(s => s.ForEach is null ? 1 : skill.Composition.MaxParallel);
        }
    }

    private Dictionary<string, object?> Values()
    {
        lock (_gate)
        {
            return _outcomes.ToDictionary(static o => o.Key, static o => (object?)new Dictionary<string, object?> { ["outputs"] = o.Value.Outputs, ["status"] = o.Value.Status });
        }
    }

    // What templates see: nothing is copied, however often a list makes them ask.
    private Dictionary<string, object?> Context(IReadOnlyDictionary<string, object?> steps, (JsonElement Item, int Index)? each)
    {
        var context = new Dictionary<string, object?> { ["inputs"] = _inputs, ["steps"] = steps };
        foreach (var input in _inputs.EnumerateObject())
        {
            context.TryAdd(input.Name, input.Value);
        }

        if (each is { } entry)
        {
            context["item"] = entry.Item;
            context["index"] = entry.Index;
        }

        return context;
    }

    private CompositionResult Result(CompositionPlan plan)
    {
        var outcomes = plan.Steps.Select(s => (s.Call, Outcome: _outcomes[s.Call.Key])).ToList();
        var result = new CompositionResult
        {
            Children = [.. outcomes.SelectMany(static o => o.Outcome.Children)],
            Errors = [.. outcomes.Where(static o => o.Outcome.Error is not null && !o.Call.ContinueOnError).Select(static o => o.Outcome.Error!)],
            Warnings = [.. outcomes.SelectMany(static o => Warnings(o.Call, o.Outcome))],
        };
        if (result.Errors.Count > 0)
        {
            return result;
        }

        try
        {
            var values = Values();
            return result with { Outputs = skill.Composition!.Output is { } template ? templates.Fill(template, Context(values, null), CancellationToken.None) : ByStep(outcomes) };
        }
        catch (JinjaException e)
        {
            return result with { Errors = [new("composition.template", SkillStep.ValidateOutput, "output.value", $"The outputs cannot be put together: {e.Reason}")] };
        }
    }

    private static IEnumerable<string> Warnings(SkillCall step, StepOutcome outcome)
    {
        if (outcome is { Error: { } error } && step.ContinueOnError)
        {
            yield return error.Message;
        }

        if (outcome.Lost > 0)
        {
            yield return $"{outcome.Lost} of {outcome.Children.Count} executions of the step '{step.Key}' failed; their outputs are null.";
        }
    }

    private static JsonElement ByStep(IEnumerable<(SkillCall Call, StepOutcome Outcome)> outcomes) =>
        JsonValues.Map(outcomes.Select(static o => (o.Call.Key, o.Outcome.Outputs)));

    private static SkillError Error(string code, SkillCall step, string message) => new(code, SkillStep.InvokeModel, $"steps.{step.Key}", message);

    private sealed record StepOutcome(string Status, JsonElement? Outputs, IReadOnlyList<SkillResult> Children)
    {
        public static StepOutcome Skipped { get; } = new("skipped", null, []);

        public static StepOutcome NotStarted { get; } = new("not_started", null, []);

        public SkillError? Error { get; init; }

        /// <summary>Entries of a list that failed while the step went on.</summary>
        public int Lost { get; init; }

        public static StepOutcome Failed(SkillError error, IReadOnlyList<SkillResult> children) => new("failed", null, children) { Error = error };
    }
}
