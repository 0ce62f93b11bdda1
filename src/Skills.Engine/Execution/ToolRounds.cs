using Skills.Engine.Models.Invocation;
using Skills.Engine.Tools;

namespace Skills.Engine.Execution;

/// <summary>
/// Asks a model, runs the tools it calls, and asks again with their results, until it answers or a limit is reached. One for each
/// execution of a skill with tools: the limits hold for all its attempts together.
/// </summary>
internal sealed class ToolRounds(EngineParts parts, SkillRunner runner, SkillRun run)
{
    private readonly ToolSet _tools = run.Start.Tools;
    private readonly int _maxRounds = run.Skill.Limits.MaxToolRounds ?? parts.Settings.Tools.MaxRounds;
    private readonly int _maxCalls = run.Skill.Limits.MaxToolCalls ?? parts.Settings.Tools.MaxCalls;
    private int _rounds = run.Start.Resumes?.Rounds ?? 0;
    private int _calls = run.Start.Resumes?.ToolRuns.Count ?? 0;

    /// <summary>Why the model gave no answer, although it replied; null otherwise.</summary>
    public SkillError? Failure { get; private set; }

    /// <summary>The messages that the last reply answers; null before the first round of calls.</summary>
    public IReadOnlyList<ModelMessage>? Transcript { get; private set; }

    /// <summary>Asks until the model answers.</summary>
    /// <param name="invocation">What is asked first.</param>
    /// <param name="ask">Asks a model.</param>
    /// <param name="cancellationToken">Ends model and tools.</param>
    public async Task<ModelInvocationResult> RunAsync(ModelInvocation invocation, Func<ModelInvocation, CancellationToken, ValueTask<ModelInvocationResult>> ask, CancellationToken cancellationToken)
    {
        var invoked = await ask(invocation, cancellationToken).ConfigureAwait(false);
        while (invoked.Reply is { Calls.Count: > 0 } reply && IsRound(reply, invocation))
        {
            var asked = Identified(reply.Calls);
            var runs = await RunAsync(asked, reply.StopReason is StopReason.MaxTokens or StopReason.ContextWindow, cancellationToken).ConfigureAwait(false);
            if (Failure is not null)
            {
                // What the host needs to go on later.
                run.Result.Transcript = [.. invocation.Messages, TurnOf(invoked, asked)];
                break;
            }

            invocation = Next(invocation, invoked, asked, runs);
            Transcript = invocation.Messages;
            run.Result.Transcript = invocation.Messages;
            if (TooLong(invocation) is { } problem)
            {
                Failure = problem;
                break;
            }

            invoked = await ask(invocation, cancellationToken).ConfigureAwait(false);
        }

        return invoked;
    }

    // Calls of tools that the engine does not know, or after it asked for none, are for the host, or are passed over.
    private bool IsRound(ModelReply reply, ModelInvocation invocation)
    {
        if (reply.StopReason is StopReason.Refusal or StopReason.ContentFilter)
        {
            return false;
        }

        if (invocation.ToolChoice == ModelToolChoice.None)
        {
            Failure = string.IsNullOrWhiteSpace(reply.Text) ? Error("tools.limit", $"The model still asks for tools after {_rounds} rounds and {_calls} calls; the limits are {_maxRounds} rounds and {_maxCalls} calls. Raise the skill's limits.maxToolRounds or limits.maxToolCalls, or ask for less.") : null;
            return false;
        }

        return run.Start.Context.Tools is null || reply.Calls.Any(c => _tools.Find(c.Name) is not null);
    }

    private async Task<SkillToolRun[]> RunAsync(List<ModelToolCall> asked, bool isCut, CancellationToken cancellationToken)
    {
        _rounds++;
        var skills = new SkillTools(parts, runner, run);
        var info = new ToolCallerInfo(run.Skill, run.Start.Context, run.Start.ExecutionId);
        var calls = asked.ConvertAll(c => new ToolCall(c, _tools.Find(c.Name), _rounds, info));
        calls = skills.Prepare([.. calls.Select((c, i) => c with { Refusal = RefusalOf(c, skills, isCut && i == calls.Count - 1) })]);
        if (calls.Exists(static c => c.Refusal?.Status is SkillToolStatus.NotHandled))
        {
            Failure = Error("output.tool_calls", "The model asks for tools that the engine does not run. The calls are in SkillResult.ToolRuns. Run them, and go on with ResumeAsync.");
            run.Result.AwaitsTools = true;
        }

        var runs = await new ToolBatch(parts, run).RunAsync(calls, skills, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return runs;
    }

    /// <summary>Whether the model may still call tools.</summary>
    public ModelToolChoice Choice => _rounds >= _maxRounds || _calls >= _maxCalls ? ModelToolChoice.None : ModelToolChoice.Auto;

    private (SkillToolStatus Status, string Sentence)? RefusalOf(ToolCall call, SkillTools skills, bool isCut)
    {
        if (call.Tool is null)
        {
            return (SkillToolStatus.Unknown, $"There is no such tool. The tools are: {string.Join(", ", _tools.Definitions.Select(static t => t.Name))}.");
        }

        if (isCut)
        {
            return (SkillToolStatus.InvalidArguments, "The call was cut off at the limit of output tokens, so it was not run.");
        }

        if (++_calls > _maxCalls)
        {
            return (SkillToolStatus.LimitReached, $"The limit of {_maxCalls} calls is reached. Answer with what you have.");
        }

        return call.Tool.IsHandled ? skills.RefusalOf(call.Tool) : (SkillToolStatus.NotHandled, "The tool has no handler.");
    }

    private ModelInvocation Next(ModelInvocation last, ModelInvocationResult invoked, List<ModelToolCall> asked, SkillToolRun[] runs)
    {
        var results = new ModelMessage(MessageRole.Tool, "")
        {
            ToolResults = [.. runs.Select(static r => new ModelToolResult(r.CallId, r.Name, r.Result ?? r.Error ?? "", r.Status != SkillToolStatus.Succeeded))],
        };
        return last with
        {
            Messages = [.. last.Messages, TurnOf(invoked, asked), results],
            Reason = ModelInvocation.ToolResults,
            Candidates = ReaskPlan.SameFirst(last.Candidates, invoked.Model),
            EstimatedInputTokens = null,
            ToolChoice = Choice,
        };
    }

    private static ModelMessage TurnOf(ModelInvocationResult invoked, List<ModelToolCall> asked) => new(MessageRole.Assistant, invoked.Reply!.Text)
    {
        ToolCalls = asked,
        Turn = invoked.Reply.Turn is { } content ? new(invoked.Model.Provider, invoked.Model.Id, content) : null,
    };

    private SkillError? TooLong(ModelInvocation next) =>
        run.Skill.Limits.MaxInputTokens is { } most && TokenEstimator.Estimate(next.Messages, next.OfferedTools) is var tokens && tokens > most
            ? Error("prompt.too_long", FormattableString.Invariant($"With the results of its tools the prompt has about {tokens:N0} tokens; the skill's limits.maxInputTokens is {most:N0}."))
            : null;

    // Results are matched with calls by their ids, which some servers leave out or repeat.
    private List<ModelToolCall> Identified(IReadOnlyList<ModelToolCall> calls)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        return [.. calls.Select((c, i) => c.Id.Length > 0 && known.Add(c.Id) ? c : c with { Id = $"call_{_rounds + 1}_{i + 1}" })];
    }

    private static SkillError Error(string code, string message) => new(code, SkillStep.InvokeModel, "", message);
}
