namespace Skills.Engine.Routing;

/// <summary>What a verdict did to a circuit.</summary>
internal enum CircuitChange
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It opened.</summary>
    Opened,

    /// <summary>It closed.</summary>
    Closed,

    /// <summary>It stayed, and the provider refused its key for the first time lately.</summary>
    KeyRefused,
}
