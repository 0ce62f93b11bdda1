using Skills.Engine.Embeddings;

namespace Skills.Engine.Rules;

/// <summary>Takes what the rules of one execution spend, while they spend it, so that a deadline loses none.</summary>
/// <param name="ExecutionId">The execution whose outputs are checked; null when it keeps no result.</param>
/// <param name="Embeddings">The bill of the embeddings.</param>
/// <param name="Judged">Takes the execution of a judge.</param>
internal sealed record RuleSpending(string? ExecutionId, EmbeddingBill Embeddings, Action<SkillResult> Judged);
