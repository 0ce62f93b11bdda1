using Microsoft.Extensions.Logging;

namespace Skills.Engine.Batches.Runs;

/// <summary>The messages of batch runs. They contain no inputs and no outputs.</summary>
internal static partial class BatchLog
{
    [LoggerMessage(7000, LogLevel.Information, "Worker {Worker} works on run {Run} of skill {Skill}.")]
    public static partial void Started(ILogger logger, string worker, string run, string skill);

    [LoggerMessage(7003, LogLevel.Error, "Worker {Worker} failed on run {Run}.")]
    public static partial void Failed(ILogger logger, Exception error, string worker, string run);
}
