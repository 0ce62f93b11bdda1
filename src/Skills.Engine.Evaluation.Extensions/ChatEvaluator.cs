using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;

namespace Skills.Engine.Evaluation;

/// <summary>Uses an <see cref="IEvaluator"/> of Microsoft.Extensions.AI.Evaluation as an evaluator of skills.</summary>
/// <param name="evaluator">The evaluator.</param>
/// <param name="chat">The model that it asks; null when it asks none. Such an evaluator also runs without models.</param>
/// <param name="context">Makes additional context from an execution; null for none.</param>
public sealed class ChatEvaluator(IEvaluator evaluator, ChatConfiguration? chat = null, Func<SkillEvaluation, IEnumerable<EvaluationContext>>? context = null) : ISkillEvaluator
{
    /// <inheritdoc/>
    public string Name { get; } = string.Join(", ", evaluator.EvaluationMetricNames);

    /// <inheritdoc/>
    public bool AsksModels => chat is not null;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SkillScore>> EvaluateAsync(SkillEvaluation evaluation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        var messages = evaluation.Result.Messages.Select(static m => new ChatMessage(RoleOf(m.Role), m.Text));
        var response = new ChatResponse(new ChatMessage(ChatRole.Assistant, evaluation.Result.RawOutput ?? "")) { ModelId = evaluation.Result.ModelId };
        var result = await evaluator.EvaluateAsync(messages, response, chat, context?.Invoke(evaluation), cancellationToken).ConfigureAwait(false);
        return [.. result.Metrics.Values.Select(ScoreOf)];
    }

    private static ChatRole RoleOf(MessageRole role) => role switch
    {
        MessageRole.System => ChatRole.System,
        MessageRole.Assistant => ChatRole.Assistant,
        _ => ChatRole.User,
    };

    // The interpretation is the evaluator's own word on what a value means. A bare number has no scale, unless it is a share.
    private static SkillScore ScoreOf(EvaluationMetric metric)
    {
        var error = metric.Diagnostics?.FirstOrDefault(static d => d.Severity == EvaluationDiagnosticSeverity.Error);
        double? score = (metric.Interpretation?.Rating, metric) switch
        {
            (EvaluationRating.Unacceptable, _) => 0,
            (EvaluationRating.Poor, _) => 0.25,
            (EvaluationRating.Average, _) => 0.5,
            (EvaluationRating.Good, _) => 0.75,
            (EvaluationRating.Exceptional, _) => 1,
            (_, BooleanMetric { Value: { } holds }) => holds ? 1 : 0,
            (_, NumericMetric { Value: >= 0 and <= 1 } number) => number.Value,
            _ => null,
        };
        return new(metric.Name, score, error is null && metric.Interpretation?.Failed != true, error?.Message ?? metric.Interpretation?.Reason ?? metric.Reason);
    }
}
