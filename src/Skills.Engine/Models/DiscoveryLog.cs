using Microsoft.Extensions.Logging;

namespace Skills.Engine.Models;

/// <summary>What the catalog and the search for models log.</summary>
internal static partial class DiscoveryLog
{
    [LoggerMessage(EventId = 461, Level = LogLevel.Information, Message = "{Provider} could not be asked for its models ({Exception}); those of the catalog are used")]
    public static partial void Failed(ILogger logger, string provider, string exception);

    [LoggerMessage(EventId = 462, Level = LogLevel.Warning, Message = "The model catalog is of {AsOf} and older than {Days} days: prices may be wrong. Update the package or add an overlay file")]
    public static partial void IsOld(ILogger logger, DateOnly asOf, int days);
}
