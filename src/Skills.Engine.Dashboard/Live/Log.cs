using Microsoft.Extensions.Logging;

namespace Skills.Engine.Dashboard.Live;

/// <summary>What the dashboard logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1600, LogLevel.Warning, "The dashboard could not read the execution history. It tries again.")]
    public static partial void HistoryFailed(this ILogger logger, Exception exception);
}
