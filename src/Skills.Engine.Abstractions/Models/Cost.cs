using System.Text.Json.Serialization;

namespace Skills.Engine;

/// <summary>How far a cost can be trusted.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CostKind>))]
public enum CostKind
{
    /// <summary>Reported usage times the catalog's price.</summary>
    Exact,

    /// <summary>Estimated tokens times the catalog's price.</summary>
    Estimated,

    /// <summary>A lower bound: an attempt was cut off before it reported its usage.</summary>
    AtLeast,

    /// <summary>No price, or no usage, is known.</summary>
    Unknown,
}

/// <summary>An amount in USD and how far it can be trusted.</summary>
/// <param name="Usd">The amount; null when <see cref="CostKind.Unknown"/>.</param>
/// <param name="Kind">How far it can be trusted.</param>
public readonly record struct Cost(decimal? Usd, CostKind Kind)
{
    /// <summary>Nothing spent.</summary>
    public static Cost Zero { get; } = new(0m, CostKind.Exact);

    /// <summary>Nothing known.</summary>
    public static Cost Unknown { get; } = new(null, CostKind.Unknown);

    /// <summary>Adds two costs. A known part beside an unknown one is a lower bound, and nothing beside it says nothing: the sum is unknown.</summary>
    public static Cost operator +(Cost left, Cost right) => (left.Usd, right.Usd) switch
    {
        (null, 0) or (0, null) => Unknown,
        (null, null) => Unknown,
        (null, { } known) => new(known, CostKind.AtLeast),
        ({ } known, null) => new(known, CostKind.AtLeast),
        ({ } a, { } b) => new(a + b, (CostKind)Math.Max((int)left.Kind, (int)right.Kind)),
    };

    /// <summary>The same as the operator.</summary>
    public static Cost Add(Cost left, Cost right) => left + right;
}
