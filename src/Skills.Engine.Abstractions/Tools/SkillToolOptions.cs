using System.ComponentModel.DataAnnotations;

namespace Skills.Engine;

/// <summary>Limits of the tools that models call. A skill can set lower or higher ones for itself in <see cref="SkillLimits"/>.</summary>
public sealed class SkillToolOptions
{
    /// <summary>How many rounds of calls one execution may make. After the last one the model must answer.</summary>
    /// <value>Default 8; 1 to 100.</value>
    [Range(1, 100)]
    public int MaxRounds { get; set; } = 8;

    /// <summary>How many calls one execution may make, all rounds together. Calls beyond it are refused, and the model is told.</summary>
    /// <value>Default 32; 1 to 1,000.</value>
    [Range(1, 1000)]
    public int MaxCalls { get; set; } = 32;

    /// <summary>How many calls of one round run at the same time.</summary>
    /// <value>Default 8; 1 to 64.</value>
    [Range(1, 64)]
    public int MaxParallel { get; set; } = 8;

    /// <summary>Deadline of one call when its tool does not say.</summary>
    /// <value>Default 30 seconds; more than zero, at most a day.</value>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Most characters of a result that a model gets when its tool does not say. What is longer is cut, and the model is told.</summary>
    /// <value>Default 20,000; 100 to 10,000,000.</value>
    [Range(100, 10_000_000)]
    public int MaxResultCharacters { get; set; } = 20_000;

    /// <summary>Most characters of the arguments of one call.</summary>
    /// <value>Default 100,000; 100 to 10,000,000.</value>
    [Range(100, 10_000_000)]
    public int MaxArgumentCharacters { get; set; } = 100_000;

    /// <summary>How deep skills may call each other as tools.</summary>
    /// <value>Default 3; 1 to 16.</value>
    [Range(1, 16)]
    public int MaxDepth { get; set; } = 3;
}
