using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.JsonSchema;

namespace Skills.Engine.Testing.DryRun;

/// <summary>Numbers within a schema's bounds.</summary>
internal static class SampleNumber
{
    /// <summary>Makes a number.</summary>
    public static JsonNode Make(SchemaView view, bool whole)
    {
        var step = Bound(view.MultipleOf);
        var (low, openLow) = Tighter(Bound(view.Minimum), Bound(view.ExclusiveMinimum), lower: true);
        var (high, openHigh) = Tighter(Bound(view.Maximum), Bound(view.ExclusiveMaximum), lower: false);
        step = step is > 0 ? step : whole ? 1 : null;

        var value = low ?? (high is { } top ? Math.Min(1, top) : 1);
        if (step is { } size)
        {
            value = Math.Ceiling(value / size) * size;
            value = openLow && value == low ? value + size : value;
            value = high is { } most && (value > most || (openHigh && value == most)) ? Math.Floor(most / size) * size - (openHigh && Math.Floor(most / size) * size == most ? size : 0) : value;
        }
        else if ((openLow && value == low) || (openHigh && value == high))
        {
            value = low is { } l && high is { } h ? (l + h) / 2 : openLow ? value + 1 : value - 1;
        }

        return whole && value == decimal.Truncate(value) && value is >= long.MinValue and <= long.MaxValue ? (long)value : value;
    }

    private static (decimal? Value, bool Open) Tighter(decimal? closed, decimal? open, bool lower)
    {
        if (closed is { } c && open is { } o)
        {
            return (lower ? o >= c : o <= c) ? (o, true) : (c, false);
        }

        return closed is null ? (open, open is not null) : (closed, false);
    }

    private static decimal? Bound(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.Number } bound && bound.TryGetDecimal(out var number) ? number : null;
}
