using Skills.Engine.Outputs;
using Skills.Engine.Rules;

namespace Skills.Engine.Execution;

/// <summary>What the planner knows about an answer that is not good enough.</summary>
internal sealed record ReaskRequest
{
    public required Skill Skill { get; init; }

    /// <summary>The messages of the first request of this execution, as rendered.</summary>
    public required IReadOnlyList<ModelMessage> Messages { get; init; }

    /// <summary>The options the last request was sent with.</summary>
    public ModelOptions Options { get; init; } = new();

    public required ModelReply Reply { get; init; }

    /// <summary>What step 6 made of the reply.</summary>
    public required OutputValidation Output { get; init; }

    /// <summary>What step 7 made of it; null when it did not come so far.</summary>
    public RuleValidation? Rules { get; init; }

    /// <summary>How often a model was asked so far, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>How often it may still be asked; 0 stops.</summary>
    public required int AttemptsLeft { get; init; }

    /// <summary>Time left in the execution; null when unbounded.</summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>Duration of the last try, to judge whether another fits; null when unknown.</summary>
    public TimeSpan? LastDuration { get; init; }

    /// <summary>Money left in USD; null when unbounded.</summary>
    public decimal? CostLeftUsd { get; init; }

    /// <summary>What the last try cost in USD; null when unknown.</summary>
    public decimal? LastCostUsd { get; init; }

    /// <summary>The most output tokens the model can give; null when unknown.</summary>
    public int? ModelMaxOutputTokens { get; init; }

    /// <summary>Fingerprints of the requests sent so far, so that none is sent twice.</summary>
    public IReadOnlyCollection<string> Sent { get; init; } = [];
}
