using Skills.Engine.Embeddings;

namespace Skills.Engine.Rules;

/// <summary>Takes what the rules of one execution spend, while they spend it, so that a deadline loses none.</summary>
internal interface IRuleSpending
{
    /// <summary>The execution whose outputs are checked; null when it keeps no result.</summary>
    string? ExecutionId { get; }

    /// <summary>The bill of the embeddings.</summary>
    EmbeddingBill Embeddings { get; }

    /// <summary>Takes the execution of a judge.</summary>
    void AddJudge(SkillResult judge);
}
