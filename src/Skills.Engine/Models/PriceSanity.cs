using System.Globalization;

namespace Skills.Engine.Models;

/// <summary>Refuses prices that can only be slips: wrong units, or parts in an order no vendor has.</summary>
internal static class PriceSanity
{
    /// <summary>Throws with the place and what to write instead.</summary>
    public static void Check(ModelDefinition model, decimal highest, string place)
    {
        foreach (var price in model.Prices)
        {
            if (Fault(price, highest) is { } fault)
            {
                throw new ModelCatalogException($"{place}: the price of '{model.Provider}/{model.Id}' is not believable: {fault}");
            }
        }
    }

    private static string? Fault(ModelPrice price, decimal highest)
    {
        foreach (var (name, value) in Parts(price))
        {
            if (value < 0)
            {
                return Text($"{name} is {value}; write 0 or more.");
            }

            if (value > highest)
            {
                return Text($"{name} is {value} USD per million tokens, above the bound of {highest}. Prices are per million tokens, not per token or per thousand; raise SkillsEngine:Catalog:HighestPrice if it is true.");
            }
        }

        if (price is { Input: > 0 and < 0.0001m } or { Output: > 0 and < 0.0001m })
        {
            return Text($"input {price.Input} and output {price.Output} USD per million tokens; this looks like a price per token, so multiply by 1,000,000.");
        }

        return Order("cache_read", price.CacheRead, "input", price.Input)
            ?? Order("input", price.CacheWrite5m is null ? null : price.Input, "cache_write_5m", price.CacheWrite5m)
            ?? Order("cache_write_5m", price.CacheWrite5m, "cache_write_1h", price.CacheWrite1h)
            ?? Order("batch_input", price.BatchInput, "input", price.Input)
            ?? Order("batch_output", price.BatchOutput, "output", price.Output)
            ?? Order("flex_input", price.FlexInput, "input", price.Input)
            ?? Order("flex_output", price.FlexOutput, "output", price.Output)
            ?? Order("input", price.PriorityInput is null ? null : price.Input, "priority_input", price.PriorityInput)
            ?? Order("output", price.PriorityOutput is null ? null : price.Output, "priority_output", price.PriorityOutput)
            ?? Order("input", price.LongContextInput is null ? null : price.Input, "long_input", price.LongContextInput)
            ?? Order("output", price.LongContextOutput is null ? null : price.Output, "long_output", price.LongContextOutput)
            ?? Tier(price);
    }

    private static string? Tier(ModelPrice price) => price switch
    {
        { LongContextFrom: null, LongContextInput: null, LongContextOutput: null } => null,
        { LongContextFrom: > 0, LongContextInput: not null, LongContextOutput: not null } => null,
        _ => "long_from, long_input and long_output go together; write all three or none.",
    };

    private static string? Order(string lowName, decimal? low, string highName, decimal? high) => low > high
        ? Text($"{lowName} {low} is more than {highName} {high}; check the unit of both.")
        : null;

    private static IEnumerable<(string Name, decimal Value)> Parts(ModelPrice price)
    {
        (string, decimal?)[] parts =
        [
            ("input", price.Input), ("output", price.Output), ("cache_read", price.CacheRead),
            ("cache_write_5m", price.CacheWrite5m), ("cache_write_1h", price.CacheWrite1h),
            ("long_input", price.LongContextInput), ("long_output", price.LongContextOutput),
            ("batch_input", price.BatchInput), ("batch_output", price.BatchOutput),
            ("flex_input", price.FlexInput), ("flex_output", price.FlexOutput),
            ("priority_input", price.PriorityInput), ("priority_output", price.PriorityOutput),
            ("reasoning", price.Reasoning), ("audio_input", price.AudioInput), ("audio_output", price.AudioOutput),
            ("image_output", price.ImageOutput), ("web_search", price.WebSearch),
        ];

        foreach (var (name, value) in parts)
        {
            if (value is { } known)
            {
                yield return (name, known);
            }
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
