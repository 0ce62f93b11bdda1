namespace Skills.Engine.Diagnostics;

/// <summary>What step 2 found.</summary>
internal enum CacheOutcome
{
    /// <summary>The skill, the call or the host switched the cache off.</summary>
    Off,

    Miss,

    Hit,

    /// <summary>An expired result, served while it is refreshed or because the providers fail.</summary>
    Stale,

    /// <summary>Another execution of the same key was under way, and its result was taken.</summary>
    Coalesced,

    /// <summary>The result of other inputs that mean nearly the same.</summary>
    Semantic,
}
