using Microsoft.Extensions.Logging;

namespace Skills.Engine.Dashboard.Live;

/// <summary>What the dashboard logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1600, LogLevel.Warning, "The dashboard could not read {Source} for its live updates. It tries again.")]
    public static partial void LiveReadFailed(this ILogger logger, string source, Exception exception);
}
