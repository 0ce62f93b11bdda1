namespace Skills.JsonSchema.Values;

/// <summary>A set of JSON Schema types as bits; a number is either an integer or has a fraction.</summary>
[Flags]
internal enum JsonTypes : byte
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Object = 4,
    Array = 8,
    Fraction = 16,
    Integer = 32,
    Number = Fraction | Integer,
    String = 64,
    Any = Null | Boolean | Object | Array | Number | String,
}
