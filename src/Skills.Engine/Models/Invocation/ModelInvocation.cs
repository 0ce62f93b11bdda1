using System.Text.Json;
using Skills.Engine.Outputs;
using Skills.Engine.Routing;

namespace Skills.Engine.Models.Invocation;

/// <summary>What step 5 is asked: the ranked candidates and the messages.</summary>
internal sealed record ModelInvocation
{
    /// <summary>The <see cref="Reason"/> of what is asked first.</summary>
    public const string First = "first";

    /// <summary>The <see cref="Reason"/> of what a cascade asks a better model.</summary>
    public const string Escalation = "escalation";

    /// <summary>The <see cref="Reason"/> of what is asked with the results of tools.</summary>
    public const string ToolResults = "tools";

    public required Skill Skill { get; init; }

    public required SkillExecutionContext Context { get; init; }

    /// <summary>Best first, at least one.</summary>
    public required IReadOnlyList<ModelCandidate> Candidates { get; init; }

    public required IReadOnlyList<ModelMessage> Messages { get; init; }

    /// <summary>Why this is asked: <c>first</c>, <c>tools</c>, or <c>reask:</c> and the failure class.</summary>
    public string Reason { get; init; } = First;

    public ModelOptions Options { get; init; } = ModelOptions.Unset;

    public OutputContract? Output { get; init; }

    public JsonElement? Tools { get; init; }

    /// <summary>The skill's own tools.</summary>
    public IReadOnlyList<ModelTool> OfferedTools { get; init; } = [];

    public ModelToolChoice ToolChoice { get; init; }

    /// <summary>When the whole execution must be over: ticks of time that passed, as <see cref="Routing.Deployments.Now"/> counts them. A jump of the wall clock does not move it.</summary>
    public required long Deadline { get; init; }

    /// <summary>Every try is written here as it ends.</summary>
    public required AttemptLog Attempts { get; init; }

    /// <summary>Set when the caller streams: called for each piece of text, in order, from one thread at a time. The end of a try in <see cref="Attempts"/> parts its pieces from the next one's.</summary>
    public Func<string, ValueTask>? OnDelta { get; init; }

    /// <summary>Takes the reasoning of a streamed reply as it comes; must not block or throw. Null for nobody.</summary>
    public Action<string>? OnReasoning { get; init; }

    /// <summary>Validates a shadow model's reply against schema and rules, so that its quality is learned too; null learns latency and cost only.</summary>
    public Func<ModelReply, CancellationToken, ValueTask<ShadowVerdict>>? CheckShadow { get; init; }

    /// <summary>What the caller's budgets grant; each try takes its worst case from it first. Null: no budget.</summary>
    public BudgetLease? Budget { get; init; }

    /// <summary>What this invocation alone may cost, in addition to the skill's ceiling over all attempts; null: no bound of its own.</summary>
    public decimal? AllowanceUsd { get; init; }

    /// <summary>Estimated input tokens; null estimates them from the messages when a limit or budget needs them.</summary>
    public int? EstimatedInputTokens { get; init; }
}

/// <summary>What steps 6 and 7 made of a shadow model's reply.</summary>
/// <param name="IsValid">Whether schema and rules were satisfied.</param>
/// <param name="Repairs">Repairs that reading it took.</param>
internal readonly record struct ShadowVerdict(bool IsValid, int Repairs);

/// <summary>The outcome of step 5.</summary>
/// <param name="Reply">The answer; null when every candidate failed.</param>
/// <param name="Model">The model that answered, or the last one tried.</param>
/// <param name="AttemptNumber">The number of that try in the log.</param>
/// <param name="Error">The last error; null when there is an answer.</param>
internal sealed record ModelInvocationResult(ModelReply? Reply, ModelDefinition Model, int AttemptNumber, ModelException? Error)
{
    /// <summary>The experiment and arm under which the model was chosen; null when none.</summary>
    public string? Experiment { get; init; }

    /// <summary>What reading the reply gave, where choosing among several took it; null when it was not read yet.</summary>
    public OutputValidation? Checked { get; init; }
}
