using System.Runtime.CompilerServices;

namespace Skills.Engine.Routing.Difficulty;

/// <summary>The built-in estimator: what the skill states, else the prior. Thread-safe.</summary>
internal sealed class DifficultyEstimator : IDifficultyEstimator
{
    private readonly ConditionalWeakTable<Skill, StrongBox<int>> _outputs = [];

    /// <inheritdoc/>
    public DifficultyEstimate? Estimate(DifficultyRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);

        if (request.Skill.ModelPreferences.Difficulty is { } stated)
        {
            return new(Math.Clamp(stated, 0, 1), "stated");
        }

        var signs = PromptSigns.Of(request, _outputs.GetValue(request.Skill, static skill => new(PromptSigns.OutputsOf(skill))).Value);
        Span<double> strengths = stackalloc double[DifficultyPrior.Count];
        DifficultyPrior.Fill(signs, strengths);
        return new PromptDifficulty(1 / (1 + Math.Exp(-DifficultyPrior.Sum(strengths))), "prior", signs);
    }
}
