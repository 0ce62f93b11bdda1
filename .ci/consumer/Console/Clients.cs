using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;
using Skills.Engine;

namespace Consumer;

[SkillFile("triage.skill.yaml")]
public sealed partial class Triage;

/// <summary>An evaluator of Microsoft.Extensions.AI.Evaluation that asks no model.</summary>
internal sealed class WordEvaluator : IEvaluator
{
    public IReadOnlyCollection<string> EvaluationMetricNames => ["words"];

    public ValueTask<EvaluationResult> EvaluateAsync(IEnumerable<ChatMessage> messages, ChatResponse modelResponse, ChatConfiguration? chatConfiguration = null, IEnumerable<EvaluationContext>? additionalContext = null, CancellationToken cancellationToken = default) =>
        new(new EvaluationResult(new BooleanMetric("words", modelResponse.Text.Length > 0)));
}
