namespace Skills.Engine;

/// <summary>One request with what each of several models made of it: logged, or labelled by hand.</summary>
/// <param name="Prompt">The rendered prompt.</param>
/// <param name="Outcomes">By model id.</param>
public sealed record RoutingSample(string Prompt, IReadOnlyDictionary<string, RoutingSampleOutcome> Outcomes)
{
    /// <summary>Gets the set it belongs to; sets are evaluated by themselves. Empty when there is only one.</summary>
    public string Group { get; init; } = "";

    /// <summary>Returns the group and the number of models. It does not contain the prompt.</summary>
    public override string ToString() => $"{Group} {Outcomes.Count} models";
}

/// <summary>What one model made of a request.</summary>
/// <param name="Quality">From 0 to 1; 1 is right.</param>
/// <param name="CostUsd">What it cost; null when unknown.</param>
public sealed record RoutingSampleOutcome(double Quality, decimal? CostUsd);
