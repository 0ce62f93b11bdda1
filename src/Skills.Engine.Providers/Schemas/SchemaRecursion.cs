namespace Skills.Engine.Providers.Schemas;

/// <summary>Where a provider lets a schema refer to itself.</summary>
internal enum SchemaRecursion
{
    /// <summary>Nowhere.</summary>
    Never,

    /// <summary>Only in properties that are not required.</summary>
    InOptionalProperties,

    /// <summary>Anywhere.</summary>
    Anywhere,
}
