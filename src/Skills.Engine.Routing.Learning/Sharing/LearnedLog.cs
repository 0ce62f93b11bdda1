using Microsoft.Extensions.Logging;

namespace Skills.Engine.Routing.Learning.Sharing;

/// <summary>What learned difficulty logs.</summary>
internal static partial class LearnedLog
{
    [LoggerMessage(EventId = 471, Level = LogLevel.Warning, Message = "Learned difficulty could not be shared; outcomes are kept and sent with the next exchange")]
    public static partial void ExchangeFailed(ILogger logger, Exception exception);
}
