using Microsoft.Extensions.Logging;

namespace Skills.Engine.AspNetCore.Batches;

/// <summary>What the endpoints of batch runs log.</summary>
internal static partial class Log
{
    [LoggerMessage(3001, LogLevel.Warning, "The progress of the batch run {RunId} could not be read, and its stream ends.")]
    public static partial void BatchWatchFailed(this ILogger logger, string runId, Exception exception);
}
