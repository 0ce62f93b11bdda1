namespace Skills.Engine;

/// <summary>
/// Tokens of one or more calls in one normal form, whatever the provider counts:
/// <c>InputTotal = InputUncached + CacheRead + CacheWrite5m + CacheWrite1h</c> and <c>OutputTotal = OutputVisible + Reasoning</c>.
/// A part the provider did not report is null, never zero.
/// </summary>
public sealed record TokenUsage
{
    /// <summary>Input tokens billed at the full price.</summary>
    public long? InputUncached { get; init; }

    /// <summary>Input tokens read from the provider's prompt cache.</summary>
    public long? CacheRead { get; init; }

    /// <summary>Input tokens written to the provider's prompt cache for five minutes.</summary>
    public long? CacheWrite5m { get; init; }

    /// <summary>Input tokens written to the provider's prompt cache for an hour.</summary>
    public long? CacheWrite1h { get; init; }

    /// <summary>Output tokens of the answer itself.</summary>
    public long? OutputVisible { get; init; }

    /// <summary>Output tokens of hidden reasoning.</summary>
    public long? Reasoning { get; init; }

    /// <summary>Tokens of audio within <see cref="InputUncached"/>.</summary>
    public long? InputAudio { get; init; }

    /// <summary>Tokens of audio within <see cref="OutputVisible"/>.</summary>
    public long? OutputAudio { get; init; }

    /// <summary>Tokens of images within <see cref="OutputVisible"/>.</summary>
    public long? OutputImage { get; init; }

    /// <summary>All input tokens; null when none of the parts is known.</summary>
    public long? InputTotal => Sum(Sum(InputUncached, CacheRead), Sum(CacheWrite5m, CacheWrite1h));

    /// <summary>All output tokens; null when none of the parts is known.</summary>
    public long? OutputTotal => Sum(OutputVisible, Reasoning);

    /// <summary>Adds two usages part by part; a part unknown in both stays unknown.</summary>
    public static TokenUsage operator +(TokenUsage left, TokenUsage right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);

        return new()
        {
            InputUncached = Sum(left.InputUncached, right.InputUncached),
            CacheRead = Sum(left.CacheRead, right.CacheRead),
            CacheWrite5m = Sum(left.CacheWrite5m, right.CacheWrite5m),
            CacheWrite1h = Sum(left.CacheWrite1h, right.CacheWrite1h),
            OutputVisible = Sum(left.OutputVisible, right.OutputVisible),
            Reasoning = Sum(left.Reasoning, right.Reasoning),
            InputAudio = Sum(left.InputAudio, right.InputAudio),
            OutputAudio = Sum(left.OutputAudio, right.OutputAudio),
            OutputImage = Sum(left.OutputImage, right.OutputImage),
        };
    }

    /// <summary>The same as the operator.</summary>
    public static TokenUsage Add(TokenUsage left, TokenUsage right) => left + right;

    private static long? Sum(long? left, long? right) => left is null ? right : right is null ? left : left + right;
}
