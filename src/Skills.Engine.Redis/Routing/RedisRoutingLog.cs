using Microsoft.Extensions.Logging;

namespace Skills.Engine.Redis.Routing;

/// <summary>What the shared routing parts log.</summary>
internal static partial class RedisRoutingLog
{
    [LoggerMessage(EventId = 451, Level = LogLevel.Warning, Message = "The cost ledger could not be written; the lines are kept and written later")]
    public static partial void LedgerNotWritten(ILogger logger, Exception exception);
}
