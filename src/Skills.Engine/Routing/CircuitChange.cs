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
}
