using System.ComponentModel.DataAnnotations;

namespace Skills.Engine;

/// <summary>What the router learns from outcomes per model and task.</summary>
public sealed class LearningOptions
{
    /// <summary>Whether outcomes change the score.</summary>
    /// <value>Default true.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>Time after which an outcome counts half.</summary>
    /// <value>Default seven days; more than zero.</value>
    public TimeSpan HalfLife { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Most outcomes that count at once, so that a model that changed is noticed.</summary>
    /// <value>Default 500; at least 10.</value>
    [Range(10, 1_000_000)]
    public int MaxWeight { get; set; } = 500;

    /// <summary>Outcomes the prior is worth.</summary>
    /// <value>Default 4; more than 0.</value>
    [Range(0.1, 1000.0)]
    public double PriorWeight { get; set; } = 4;

    /// <summary>Quality assumed of a model that has not run a task yet.</summary>
    /// <value>Default 0.8; 0 to 1.</value>
    [Range(0.0, 1.0)]
    public double PriorQuality { get; set; } = 0.8;

    /// <summary>Share of a skill's calls that may try a model with few outcomes, which must not cost more than the best. The first ten calls of a skill never do, nor do calls that pin a model or skills that prefer one.</summary>
    /// <value>Default 0.1; 0 to 1. 0 never explores.</value>
    [Range(0.0, 1.0)]
    public double Exploration { get; set; } = 0.1;

    /// <summary>Most that explored calls of one process may be expected to cost a day (UTC), in USD.</summary>
    /// <value>Default 1; 0 or more.</value>
    [Range(0.0, 1e9)]
    public decimal ExplorationBudgetUsd { get; set; } = 1;

    /// <summary>How often statistics are shared through an <see cref="IStatisticsStore"/>, if one is registered. Never on the path of a call.</summary>
    /// <value>Default ten seconds; more than zero.</value>
    public TimeSpan ShareEvery { get; set; } = TimeSpan.FromSeconds(10);
}
