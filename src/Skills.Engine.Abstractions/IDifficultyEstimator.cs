using System.Globalization;

namespace Skills.Engine;

/// <summary>Estimates how hard a request is, before a model is chosen. Register your own before <c>AddSkillsEngine</c> to replace the built-in one. Must be thread-safe and quick: it runs on every call that reaches a model.</summary>
public interface IDifficultyEstimator
{
    /// <summary>Estimates one request; does no network I/O.</summary>
    /// <param name="request">The rendered prompt and the skill.</param>
    /// <returns>The estimate; null when nothing can be said, and then difficulty does not count.</returns>
    DifficultyEstimate? Estimate(DifficultyRequest request);

    /// <summary>Takes in what an answer was worth, so that an estimator can learn; must return at once. Does nothing unless it is implemented.</summary>
    /// <param name="outcome">The model, the skill and the estimate that was made of the request.</param>
    /// <param name="quality">What schema and rules say of the answer, from 0 to 1.</param>
    void Learn(RoutingOutcome outcome, double quality)
    {
    }
}

/// <summary>What a difficulty is estimated of.</summary>
/// <param name="Skill">The skill, with its output schema.</param>
/// <param name="Messages">The rendered prompt.</param>
public sealed record DifficultyRequest(Skill Skill, IReadOnlyList<ModelMessage> Messages);

/// <summary>How hard a request is.</summary>
/// <param name="Value">From 0, which any model can do, to 1, which hardly any can.</param>
/// <param name="Source">What it comes from: <c>stated</c> by the skill, <c>prior</c>, <c>learned</c>, or a host's own word.</param>
public record DifficultyEstimate(double Value, string Source)
{
    /// <summary>Gets what adds up to the estimate in log-odds, by name; empty when there is nothing to add up.</summary>
    public virtual IReadOnlyDictionary<string, double> Terms => new Dictionary<string, double>();

    /// <summary>Returns the estimate, its source and its terms on one line. It contains no text of the prompt.</summary>
    public sealed override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"difficulty {Value:0.00} ({Source}){string.Concat(Terms.Where(static t => t.Value != 0).Select(static t => string.Create(CultureInfo.InvariantCulture, $" {t.Key} {t.Value:+0.00;-0.00}")))}");
}
