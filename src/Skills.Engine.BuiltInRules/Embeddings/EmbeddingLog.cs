using Microsoft.Extensions.Logging;

namespace Skills.Engine.Embeddings;

internal static partial class EmbeddingLog
{
    [LoggerMessage(EventId = 508, Level = LogLevel.Error, Message = "{Ledger}.Record threw; the embeddings are in the cost of their execution, but not in the ledger")]
    public static partial void LedgerFailed(ILogger logger, Exception exception, string ledger);
}
