using Microsoft.Extensions.Logging;

namespace Skills.Engine.Redis.Routing;

/// <summary>What the shared routing parts log.</summary>
internal static partial class RedisRoutingLog
{
    [LoggerMessage(EventId = 451, Level = LogLevel.Warning, Message = "The cost ledger could not be written; the lines are kept and written later")]
    public static partial void LedgerNotWritten(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 452, Level = LogLevel.Error, Message = "Redis lost counters of budgets; they were restored from what this process knows, with {Reservations} reservations")]
    public static partial void BudgetsRestored(ILogger logger, int reservations);

    [LoggerMessage(EventId = 453, Level = LogLevel.Warning, Message = "The reservations in Redis could not be renewed; it is tried again")]
    public static partial void BudgetsNotSeen(ILogger logger, Exception exception);
}
