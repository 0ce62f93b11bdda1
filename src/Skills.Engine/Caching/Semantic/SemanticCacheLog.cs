using Microsoft.Extensions.Logging;

namespace Skills.Engine.Caching.Semantic;

/// <summary>Messages of the semantic cache. They hold no text.</summary>
internal static partial class SemanticCacheLog
{
    [LoggerMessage(EventId = 2006, Level = LogLevel.Warning, Message = "The semantic cache failed at {Operation} with {Failure}. It counts as a miss.")]
    public static partial void Failed(ILogger logger, string operation, string failure);

    [LoggerMessage(EventId = 2007, Level = LogLevel.Warning, Message = "The semantic cache failed several times in a row and is not used for {Seconds} s.")]
    public static partial void Paused(ILogger logger, double seconds);
}
