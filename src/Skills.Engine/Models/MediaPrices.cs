namespace Skills.Engine.Models;

/// <summary>Tokens of audio and images, which some models bill apart.</summary>
internal static class MediaPrices
{
    /// <summary>What such tokens cost more, or less, than plain ones, in USD per million. They are part of the plain counts already.</summary>
    public static decimal Extra(TokenUsage usage, ModelPrice price, decimal input, decimal output) =>
        Difference(usage.InputAudio, price.AudioInput, price.Input, input)
        + Difference(usage.OutputAudio, price.AudioOutput, price.Output, output)
        + Difference(usage.OutputImage, price.ImageOutput, price.Output, output);

    /// <summary>Returns whether each kind of tokens has a price. At a model without charge no price is missing.</summary>
    public static bool AreKnown(TokenUsage usage, ModelPrice price) =>
        IsKnown(usage.InputAudio, price.AudioInput, price.Input)
        && IsKnown(usage.OutputAudio, price.AudioOutput, price.Output)
        && IsKnown(usage.OutputImage, price.ImageOutput, price.Output);

    // A tier moves the price of audio as it moves the plain price.
    private static decimal Difference(long? tokens, decimal? own, decimal plain, decimal rate) =>
        tokens is { } count && own is { } known ? count * ((plain == 0 ? known : known * rate / plain) - rate) : 0;

    private static bool IsKnown(long? tokens, decimal? own, decimal plain) => tokens is null or 0 || own is not null || plain == 0;
}
