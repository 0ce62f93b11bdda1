namespace Skills.Engine.Providers.Schemas;

/// <summary>Sizes beyond which a provider refuses a schema. They are checked before it is sent, because a refusal costs a round trip.</summary>
internal sealed record SchemaLimits
{
    /// <summary>Most properties in all objects together.</summary>
    public int Properties { get; init; } = int.MaxValue;

    /// <summary>Most objects within each other, the root included.</summary>
    public int Nesting { get; init; } = int.MaxValue;

    /// <summary>Most <c>enum</c> values in the whole schema.</summary>
    public int EnumValues { get; init; } = int.MaxValue;

    /// <summary>Most characters in the texts of one <c>enum</c> that has more than 250 values.</summary>
    public int LargeEnumCharacters { get; init; } = int.MaxValue;

    /// <summary>Most characters in names of properties and definitions and in values of <c>enum</c> and <c>const</c>.</summary>
    public int Characters { get; init; } = int.MaxValue;

    /// <summary>Most properties that are not required.</summary>
    public int OptionalProperties { get; init; } = int.MaxValue;

    /// <summary>Most places with <c>anyOf</c> or several types.</summary>
    public int Unions { get; init; } = int.MaxValue;
}
