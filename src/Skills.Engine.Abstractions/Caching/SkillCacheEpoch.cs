namespace Skills.Engine;

/// <summary>The one counter that every entry depends on.</summary>
/// <remarks>
/// A store that can lose its counters while entries live on elsewhere, as in the memory of a process, lets a counter with this
/// ending begin at a value never used before, such as the time, when it is first read. Then nothing old comes back to life.
/// </remarks>
public static class SkillCacheEpoch
{
    /// <summary>How the counter's name ends.</summary>
    public const string Suffix = ":epoch";
}
