using Skills.Engine.Models;

namespace Skills.Engine;

/// <summary>Turns tokens into USD by the catalog's prices, in decimal throughout.</summary>
public static class CostCalculator
{
    private const decimal PerMillion = 1_000_000m;

    /// <summary>What reported usage costs on a day.</summary>
    /// <param name="model">The model that answered.</param>
    /// <param name="usage">What it reported; null when nothing.</param>
    /// <param name="day">The day of the call, which chooses the price.</param>
    /// <param name="batch">Whether the call went through the provider's batch interface.</param>
    /// <returns>Exact when input and output are known, at least so much when only one is, unknown without a price or usage.</returns>
    public static Cost CostOf(ModelDefinition model, TokenUsage? usage, DateOnly day, bool batch = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        return CostOf(model.PriceOn(day), usage, batch ? BillingTier.Batch : BillingTier.Standard);
    }

    /// <summary>What reported usage costs in a tier; unknown without a price. A tier without prices is billed as standard.</summary>
    internal static Cost CostOf(ModelPrice? price, TokenUsage? usage, BillingTier tier)
    {
        if (price is null || usage is null or { InputTotal: null, OutputTotal: null })
        {
            return Cost.Unknown;
        }

        var rates = Rates.Of(price, usage.InputTotal ?? 0, tier);
        var usd = Times(usage.InputUncached, rates.Input) + Times(usage.OutputVisible, rates.Output);

        // Most replies have no other tokens, and calculating with decimals is slow.
        if (!IsPlain(usage))
        {
            usd += Times(usage.CacheRead, rates.CacheRead) + Times(usage.CacheWrite5m, rates.CacheWrite5m) + Times(usage.CacheWrite1h, rates.CacheWrite1h)
                + Times(usage.Reasoning, rates.Reasoning) + MediaPrices.Extra(usage, price, rates.Input, rates.Output);
        }

        return new(usd / PerMillion, usage is { InputTotal: not null, OutputTotal: not null } && MediaPrices.AreKnown(usage, price) ? CostKind.Exact : CostKind.AtLeast);
    }

    /// <summary>What the provider's prompt cache saved: the price of the input without it, less the price with it. Negative where writing cost more than reading saved.</summary>
    /// <param name="model">The model that answered.</param>
    /// <param name="usage">What it reported; null when nothing.</param>
    /// <param name="day">The day of the call, which chooses the price.</param>
    /// <returns>In USD; 0 when nothing was cached, null without a price or usage.</returns>
    public static decimal? PromptCacheSaving(ModelDefinition model, TokenUsage? usage, DateOnly day) => PromptCacheSaving(model, usage, day, BillingTier.Standard);

    internal static decimal? PromptCacheSaving(ModelDefinition model, TokenUsage? usage, DateOnly day, BillingTier tier)
    {
        ArgumentNullException.ThrowIfNull(model);

        if (usage is null or { InputTotal: null } || model.PriceOn(day) is not { } price)
        {
            return null;
        }

        if (IsPlain(usage))
        {
            return 0;
        }

        var rates = Rates.Of(price, usage.InputTotal ?? 0, tier);
        return (Times(usage.CacheRead, rates.Input - rates.CacheRead)
            + Times(usage.CacheWrite5m, rates.Input - rates.CacheWrite5m)
            + Times(usage.CacheWrite1h, rates.Input - rates.CacheWrite1h)) / PerMillion;
    }

    /// <summary>What a call would cost with so many tokens, none of them cached.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputTokens">Expected input tokens, 0 or more.</param>
    /// <param name="outputTokens">Expected output tokens, 0 or more.</param>
    /// <param name="day">The day of the call, which chooses the price.</param>
    /// <returns>Estimated, or unknown without a price.</returns>
    public static Cost Estimate(ModelDefinition model, long inputTokens, long outputTokens, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(model);

        if (model.PriceOn(day) is not { } price)
        {
            return Cost.Unknown;
        }

        var rates = Rates.Of(price, inputTokens, BillingTier.Standard);
        return new(((inputTokens * rates.Input) + (outputTokens * rates.Output)) / PerMillion, CostKind.Estimated);
    }

    /// <summary>The most a call can cost with so many tokens.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputTokens">Most input tokens, 0 or more.</param>
    /// <param name="outputTokens">Most output tokens, 0 or more.</param>
    /// <param name="day">The day of the call, which chooses the price.</param>
    /// <param name="writesCache">Whether a part of the prompt is marked for the provider's cache: then all input counts at the dearest cache write.</param>
    /// <returns>Estimated, or unknown without a price.</returns>
    public static Cost WorstCase(ModelDefinition model, long inputTokens, long outputTokens, DateOnly day, bool writesCache)
    {
        ArgumentNullException.ThrowIfNull(model);

        if (model.PriceOn(day) is not { } price)
        {
            return Cost.Unknown;
        }

        var rates = Rates.Of(price, inputTokens, BillingTier.Standard);
        var input = writesCache ? Math.Max(rates.Input, Math.Max(rates.CacheWrite5m, rates.CacheWrite1h)) : rates.Input;
        return new(((inputTokens * input) + (outputTokens * Math.Max(rates.Output, rates.Reasoning))) / PerMillion, CostKind.Estimated);
    }

    private static decimal Times(long? tokens, decimal rate) => (tokens ?? 0) * rate;

    private static bool IsPlain(TokenUsage usage) => usage is
    {
        CacheRead: null or 0, CacheWrite5m: null or 0, CacheWrite1h: null or 0, Reasoning: null or 0, InputAudio: null or 0, OutputAudio: null or 0, OutputImage: null or 0,
    };

    // Cache parts move with the input price, reasoning with the output price: vendors state them as multiples.
    private readonly struct Rates(ModelPrice price, decimal input, decimal output)
    {
        public decimal Input => input;

        public decimal Output => output;

        public decimal CacheRead => Scaled(price.CacheRead ?? price.Input, input, price.Input);

        public decimal CacheWrite5m => Scaled(price.CacheWrite5m ?? price.Input, input, price.Input);

        public decimal CacheWrite1h => Scaled(price.CacheWrite1h ?? price.CacheWrite5m ?? price.Input, input, price.Input);

        public decimal Reasoning => Scaled(price.Reasoning ?? price.Output, output, price.Output);

        public static Rates Of(ModelPrice price, long inputTotal, BillingTier tier)
        {
            var (plainInput, plainOutput) = tier switch
            {
                BillingTier.Batch => (price.BatchInput ?? price.Input, price.BatchOutput ?? price.Output),
                BillingTier.Flex => (price.FlexInput ?? price.Input, price.FlexOutput ?? price.Output),
                BillingTier.Priority => (price.PriorityInput ?? price.Input, price.PriorityOutput ?? price.Output),
                _ => (price.Input, price.Output),
            };

            var isLong = inputTotal > price.LongContextFrom;
            return new(
                price,
                isLong ? Scaled(plainInput, price.LongContextInput, price.Input) : plainInput,
                isLong ? Scaled(plainOutput, price.LongContextOutput, price.Output) : plainOutput);
        }

        // Most prices are the standard ones, and dividing decimals is slow. Nothing is a multiple of a price of 0.
        private static decimal Scaled(decimal price, decimal? part, decimal whole) =>
            part is not { } known || known == whole ? price : whole == 0 ? Math.Max(price, known) : price * known / whole;
    }
}
