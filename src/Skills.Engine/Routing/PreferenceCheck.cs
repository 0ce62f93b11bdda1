namespace Skills.Engine.Routing;

/// <summary>What is wrong with a skill's wishes for models, so that it is said before anything is paid for.</summary>
internal static class PreferenceCheck
{
    public static IEnumerable<SkillError> Of(Skill skill)
    {
        var wish = skill.ModelPreferences;
        if (wish.Weights is { } weights && !IsUsable(weights))
        {
            yield return new("skill.weights", SkillStep.SelectModel, "", $"The skill '{skill.Slug}' has weights that order nothing. Write numbers of 0 or more, one of them more than 0.");
        }

        foreach (var (name, value) in new[] { (nameof(wish.Difficulty), wish.Difficulty), (nameof(wish.CostQuality), wish.CostQuality) })
        {
            if (value is { } number && !(number >= 0 && number <= 1))
            {
                yield return new("skill.preference", SkillStep.SelectModel, "", FormattableString.Invariant($"The skill '{skill.Slug}' has ModelPreferences.{name} {number}. Write a number from 0 to 1."));
            }
        }

        if (wish.Parallel is { Mode: ParallelMode.Judge } parallel && string.IsNullOrWhiteSpace(parallel.JudgeSkill))
        {
            yield return new("skill.judge_missing", SkillStep.SelectModel, "", $"The skill '{skill.Slug}' lets a judge choose among answers, but names none. Set ModelPreferences.Parallel.JudgeSkill.");
        }
    }

    private static bool IsUsable(RoutingWeights weights)
    {
        double[] all = [weights.Quality, weights.Cost, weights.Latency, weights.Health, weights.Learned, weights.Task, weights.Diversity, weights.Vendor];
        return Array.TrueForAll(all, static w => w >= 0 && double.IsFinite(w)) && double.IsFinite(all.Sum()) && all.Sum() > 0;
    }
}
