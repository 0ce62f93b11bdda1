using Microsoft.Extensions.Logging;

namespace Skills.Engine.AspNetCore.Diagnostics;

/// <summary>What the endpoints log; ids are listed in <c>docs/observability.md</c>.</summary>
/// <remarks>
/// All messages of the project are in this class: the generator of the messages writes several classes
/// in an order that changes between builds, and the assembly would not be reproducible.
/// </remarks>
internal static partial class Log
{
    [LoggerMessage(3000, LogLevel.Error, "The asynchronous run {RunId} of skill {Skill} could not be executed.")]
    public static partial void RunFailed(this ILogger logger, string runId, string skill, Exception exception);

    [LoggerMessage(3001, LogLevel.Warning, "The progress of the batch run {RunId} could not be read, and its stream ends.")]
    public static partial void BatchWatchFailed(this ILogger logger, string runId, Exception exception);
}
