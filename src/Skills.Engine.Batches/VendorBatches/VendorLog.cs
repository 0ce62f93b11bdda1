using Microsoft.Extensions.Logging;

namespace Skills.Engine.Batches.VendorBatches;

/// <summary>The messages about batches of providers.</summary>
internal static partial class VendorLog
{
    [LoggerMessage(7030, LogLevel.Information, "The batch {Batch} with {Items} items of model {Model} was submitted to {Provider}.")]
    public static partial void Submitted(ILogger logger, string batch, int items, string model, string provider);

    [LoggerMessage(7031, LogLevel.Warning, "A batch of {Items} items was not submitted to {Provider}: {Error}.")]
    public static partial void NotSubmitted(ILogger logger, int items, string provider, ModelErrorKind error);

    [LoggerMessage(7032, LogLevel.Warning, "The batch {Batch} of {Provider} could not be read: {Error}. It is asked for again.")]
    public static partial void ReadFailed(ILogger logger, string batch, string provider, ModelErrorKind error);

    [LoggerMessage(7033, LogLevel.Warning, "The batch {Batch} of {Provider} is lost. Its {Items} items are submitted again, or asked online.")]
    public static partial void Lost(ILogger logger, string batch, string provider, int items);

    [LoggerMessage(7034, LogLevel.Warning, "The batch {Batch} of {Provider} could not be canceled: {Error}.")]
    public static partial void CancelFailed(ILogger logger, string batch, string provider, ModelErrorKind error);

    [LoggerMessage(7035, LogLevel.Error, "The queue of provider batches failed and goes on.")]
    public static partial void QueueFailed(ILogger logger, Exception error);
}
