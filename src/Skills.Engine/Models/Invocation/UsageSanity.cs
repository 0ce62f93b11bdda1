namespace Skills.Engine.Models.Invocation;

/// <summary>Leaves out usage that cannot be true, so that no number a provider sends can credit a budget or overflow a sum.</summary>
internal static class UsageSanity
{
    // Hundreds of times the largest context window there is.
    private const long MostTokens = 1_000_000_000;

    /// <summary>The reply; without its usage, and with a warning, when that cannot be true.</summary>
    public static ModelReply Of(ModelReply reply) => reply.Usage is null || Of(reply.Usage) is not null
        ? reply
        : reply with { Usage = null, Warnings = [.. reply.Warnings, "The provider reported a usage that cannot be true; it was left out, and the cost is estimated."] };

    /// <summary>The usage; null when it cannot be true.</summary>
    public static TokenUsage? Of(TokenUsage? usage) => usage is not null
        && IsTrue(usage.InputUncached) && IsTrue(usage.CacheRead) && IsTrue(usage.CacheWrite5m) && IsTrue(usage.CacheWrite1h)
        && IsTrue(usage.OutputVisible) && IsTrue(usage.Reasoning)
        && IsPart(usage.InputAudio, usage.InputUncached) && IsPart((usage.OutputAudio ?? 0) + (usage.OutputImage ?? 0), usage.OutputVisible)
        && IsTrue(usage.OutputAudio) && IsTrue(usage.OutputImage)
            ? usage
            : null;

    private static bool IsPart(long? part, long? whole) => part is null or 0 || (part > 0 && part <= whole);

    private static bool IsTrue(long? tokens) => tokens is null or (>= 0 and <= MostTokens);
}
