using Microsoft.Extensions.Logging;

namespace Skills.Engine.Models.Invocation;

/// <summary>What invoking logs; never a prompt, an input or a key.</summary>
internal static partial class InvocationLog
{
    [LoggerMessage(EventId = 501, Level = LogLevel.Warning, Message = "The circuit of {Provider}/{Model} opened for {OpenFor}")]
    public static partial void Opened(ILogger logger, string provider, string model, TimeSpan openFor);

    [LoggerMessage(EventId = 502, Level = LogLevel.Information, Message = "The circuit of {Provider}/{Model} closed")]
    public static partial void Closed(ILogger logger, string provider, string model);

    [LoggerMessage(EventId = 503, Level = LogLevel.Error, Message = "{Router}.Report threw; the outcome was not learned from")]
    public static partial void ReportFailed(ILogger logger, Exception exception, string router);

    [LoggerMessage(EventId = 504, Level = LogLevel.Error, Message = "A client threw when its call was canceled")]
    public static partial void StopFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 506, Level = LogLevel.Error, Message = "{Ledger}.Record threw; the try is in its execution's attempts, but not in the ledger")]
    public static partial void LedgerFailed(ILogger logger, Exception exception, string ledger);

    [LoggerMessage(EventId = 505, Level = LogLevel.Error, Message = "Shadowing with {Provider}/{Model} failed; no execution is touched by it")]
    public static partial void ShadowFailed(ILogger logger, Exception exception, string provider, string model);

    [LoggerMessage(EventId = 507, Level = LogLevel.Error, Message = "{Provider} refused its key and is not asked for any model for {Cooldown}")]
    public static partial void KeyRefused(ILogger logger, string provider, TimeSpan cooldown);
}
