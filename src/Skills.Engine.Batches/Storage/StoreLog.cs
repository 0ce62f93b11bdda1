using Microsoft.Extensions.Logging;

namespace Skills.Engine.Batches.Storage;

/// <summary>The messages about batch stores.</summary>
internal static partial class StoreLog
{
    [LoggerMessage(7002, LogLevel.Warning, "A call of the batch store failed with {Error}. It is repeated in {Seconds} s.")]
    public static partial void StoreCallFailed(ILogger logger, string error, double seconds);
}
