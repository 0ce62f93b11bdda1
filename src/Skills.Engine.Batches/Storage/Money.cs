namespace Skills.Engine.Batches.Storage;

/// <summary>Amounts in whole 1e-12 USD, so that stores add them exactly.</summary>
internal static class Money
{
    private const decimal Pico = 1_000_000_000_000m;

    // The largest sum a 64-bit number holds is nine million dollars.
    private const decimal Most = 9_000_000m;

    /// <summary>Returns an amount, rounded up.</summary>
    public static long Of(decimal? usd) => usd is { } known ? (long)decimal.Ceiling(Math.Clamp(known, 0, Most) * Pico) : 0;

    /// <summary>Returns USD.</summary>
    public static decimal Usd(long picos) => picos / Pico;

    /// <summary>Returns the cost of a known amount.</summary>
    public static Cost Cost(long picos, CostKind kind) => kind == CostKind.Unknown && picos == 0
        ? Engine.Cost.Unknown
        : new(Usd(picos), kind == CostKind.Unknown ? CostKind.AtLeast : kind);
}
