using Microsoft.Extensions.Logging;

namespace Skills.Engine.AspNetCore.Runs;

/// <summary>What the endpoints log; ids are listed in <c>docs/observability.md</c>.</summary>
internal static partial class Log
{
    [LoggerMessage(3000, LogLevel.Error, "The asynchronous run {RunId} of skill {Skill} could not be executed.")]
    public static partial void RunFailed(this ILogger logger, string runId, string skill, Exception exception);
}
