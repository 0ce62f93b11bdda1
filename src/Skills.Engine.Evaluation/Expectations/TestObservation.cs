using System.Text.Json;
using Skills.Engine.Rules;

namespace Skills.Engine.Evaluation.Expectations;

/// <summary>The facts of one run that expectations are checked against.</summary>
internal sealed record TestObservation
{
    public required SkillResult Result { get; init; }

    public required Skill Skill { get; init; }

    public required SkillTestCase Case { get; init; }

    /// <summary>The repeat, from 1.</summary>
    public required int Number { get; init; }

    public required SkillTestSource Source { get; init; }

    /// <summary>The model that answered, of the recording when it was replayed.</summary>
    public string? Model { get; init; }

    /// <summary>What the answer costs, of the recording when it was replayed.</summary>
    public required Cost Cost { get; init; }

    /// <summary>The duration, of the recording when it was replayed.</summary>
    public required double LatencyMs { get; init; }

    /// <summary>How often a model gave an answer. Tries that a provider refused do not count.</summary>
    public int Attempts => AnswersOf(Result);

    /// <summary>The outputs; null when there are none.</summary>
    public JsonElement? Outputs => Result.Outputs;

    private static int AnswersOf(SkillResult result) => result.Attempts.Count(static a => a.Error is null) + result.Children.Where(static c => !RuleJudge.IsJudged(c.Context)).Sum(AnswersOf);
}
