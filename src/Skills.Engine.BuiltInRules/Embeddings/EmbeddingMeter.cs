using Microsoft.Extensions.Logging;

namespace Skills.Engine.Embeddings;

/// <summary>Makes embeddings for executions, and writes what they cost into the bill of the execution and into the ledger.</summary>
internal sealed class EmbeddingMeter(IEnumerable<ITextEmbedder> embedders, ICostLedger ledger, TimeProvider time, ILogger<EmbeddingMeter> logger)
{
    private readonly ITextEmbedder? _embedder = embedders.LastOrDefault();

    /// <summary>Whether an embedder is registered.</summary>
    public bool IsAvailable => _embedder is not null;

    /// <summary>Returns the most that a call can cost, in USD; null when no price is known.</summary>
    public decimal? WorstUsd(IReadOnlyList<string> texts) => _embedder!.WorstUsd(texts);

    /// <summary>Returns the embeddings of some texts. A call that fails may have been billed, so its cost is unknown.</summary>
    /// <exception cref="EmbeddingsRefusedException">The ceiling of the skill or a budget does not hold what they can cost.</exception>
    public async ValueTask<TextEmbeddings> EmbedAsync(
        IReadOnlyList<string> texts, Skill skill, SkillExecutionContext context, EmbeddingBill? bill, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var worst = bill is null ? null : WorstUsd(texts);
        var paid = bill?.Money is { } money ? await money.TakeAsync(worst, cancellationToken).ConfigureAwait(false) : null;
        TextEmbeddings? made = null;
        try
        {
            made = await _embedder!.EmbedAsync(texts, cancellationToken).ConfigureAwait(false);
            return made;
        }
        finally
        {
            var cost = made?.Cost ?? Cost.Unknown;
            bill?.Add(cost, worst);
            paid?.Invoke(cost);
            Record(made, skill, context);
        }
    }

    private void Record(TextEmbeddings? made, Skill skill, SkillExecutionContext context)
    {
        try
        {
            ledger.Record(new()
            {
                Day = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime),
                Tenant = context.TenantId ?? "",
                Skill = skill.Id,
                Provider = made?.Provider ?? "embeddings",
                Model = made?.Model ?? "unknown",
                Cost = made?.Cost ?? Cost.Unknown,
                Usage = made?.InputTokens is { } tokens ? new() { InputUncached = tokens, OutputVisible = 0 } : null,
            });
        }
        catch (Exception e)
        {
            EmbeddingLog.LedgerFailed(logger, e, ledger.GetType().Name);
        }
    }
}
