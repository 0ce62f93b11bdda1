using Skills.Engine.Routing.Difficulty;

namespace Skills.Engine.Routing.Learning.Regression;

/// <summary>An estimate that keeps what the regression saw until the outcome is known.</summary>
internal sealed record GramDifficulty(double Value, string Source, DifficultyEstimate Prior, PromptGrams Grams, double? Learned) : DifficultyEstimate(Value, Source)
{
    public override IReadOnlyDictionary<string, double> Terms => Learned is not { } learned
        ? Prior.Terms
        : new Dictionary<string, double>(Prior.Terms) { ["learned"] = learned - Grams.Prior };
}
