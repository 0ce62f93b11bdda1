using System.ComponentModel.DataAnnotations;

namespace Skills.Engine;

/// <summary>
/// Two models compared on real traffic: callers are split once and stay where they are. With a small
/// <see cref="Share"/> it is a canary. It ends by itself when one is better beyond doubt, and then everyone gets the better one.
/// </summary>
public sealed class RoutingExperiment
{
    /// <summary>Its name; unique, part of which caller gets which model.</summary>
    public string Name { get; set; } = "";

    /// <summary>Id or alias of the model in use.</summary>
    public string Control { get; set; } = "";

    /// <summary>Id or alias of the model on trial.</summary>
    public string Treatment { get; set; } = "";

    /// <summary>The skill category it concerns; null for all.</summary>
    public string? Category { get; set; }

    /// <summary>The skill it concerns, by id; null for all.</summary>
    public string? Skill { get; set; }

    /// <summary>Share of callers that get the model on trial.</summary>
    /// <value>Default 0.5; 0 to 1.</value>
    [Range(0.0, 1.0)]
    public double Share { get; set; } = 0.5;

    /// <summary>Outcomes of each model before anything is concluded.</summary>
    /// <value>Default 100; at least 10.</value>
    [Range(10, 1_000_000)]
    public int MinimumOutcomes { get; set; } = 100;

    /// <summary>Outcomes of both together at which it ends without a winner; no caller is steered from then on.</summary>
    /// <value>Default 20,000; at least twice <see cref="MinimumOutcomes"/>.</value>
    [Range(20, 100_000_000)]
    public int MaximumOutcomes { get; set; } = 20_000;

    /// <summary>Chance of declaring a winner when there is no difference, however often one looks.</summary>
    /// <value>Default 0.05; 0.0001 to 0.5.</value>
    [Range(0.0001, 0.5)]
    public double Significance { get; set; } = 0.05;
}

/// <summary>A model asked in addition to the chosen one. Its answer goes nowhere; its latency, cost and validity are counted.</summary>
public sealed class ShadowModel
{
    /// <summary>Id or alias of the model.</summary>
    public string Model { get; set; } = "";

    /// <summary>The skill category it concerns; null for all.</summary>
    public string? Category { get; set; }

    /// <summary>The skill it concerns, by id; null for all.</summary>
    public string? Skill { get; set; }

    /// <summary>Share of executions it shadows.</summary>
    /// <value>Default 1; 0 to 1.</value>
    [Range(0.0, 1.0)]
    public double Share { get; set; } = 1;
}
