using Microsoft.Extensions.Logging;

namespace Skills.Engine.Caching;

/// <summary>Messages of the cache for operators. Keys hold no input, so they may be named.</summary>
internal static partial class CacheLog
{
    [LoggerMessage(EventId = 2001, Level = LogLevel.Warning, Message = "The circuit of the shared cache store is open for {Operation}: the store failed or answered too late. Executions go on without it.")]
    public static partial void StoreCircuitOpened(ILogger logger, string operation);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Information, Message = "The shared cache store answers again for {Operation}.")]
    public static partial void StoreAnswersAgain(ILogger logger, string operation);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Debug, Message = "A call of the shared cache store for {Operation} failed or came too late.")]
    public static partial void StoreFailed(ILogger logger, string operation, Exception failure);

    [LoggerMessage(EventId = 2004, Level = LogLevel.Warning, Message = "The cache entry {Key} cannot be read and counts as a miss: it is damaged, of another format, or sealed with another key.")]
    public static partial void EntryRejected(ILogger logger, string key);

    [LoggerMessage(EventId = 2005, Level = LogLevel.Warning, Message = "An invalidation did not reach the shared cache store yet and is tried again.")]
    public static partial void InvalidationPending(ILogger logger);
}
