using Microsoft.Extensions.Options;
using Skills.Engine.Models;

namespace Skills.Engine.Routing;

/// <summary>What a call will cost, before it is made. Output lengths come from what earlier replies to the skill were like, for each model and for all.</summary>
internal sealed class CostPredictor(TaskStatistics statistics, Paces paces, IOptions<SkillsEngineOptions> options, TimeProvider time)
{
    private const int UnknownOutput = 500;
    private const double InputError = 0.34;
    private const double OutputError = 0.5;

    /// <summary>Expected tokens of a reply by any model: what replies to the skill were like, else to its category, else 500. Never more than the skill asks for.</summary>
    public int OutputTokensOf(Skill skill)
    {
        var learned = paces.LengthOf(skill.Id) ?? paces.LengthOf(statistics.TaskOf(skill.Category));
        return Math.Min(MaxOutputOf(skill), learned is null ? UnknownOutput : (int)Math.Min(int.MaxValue, Math.Ceiling(learned.OutputTokens)));
    }

    /// <summary>Expected tokens of a model's reply.</summary>
    public int OutputTokensOf(Skill skill, ModelDefinition model)
    {
        var others = OutputTokensOf(skill);
        return Math.Min(MaxOutputOf(skill), paces.ExpectedOutput(skill.Id, model, others));
    }

    /// <summary>Most that one try can cost: what admission reserves. Amounts are zero when no price is known.</summary>
    public ReservationAmounts WorstCases(Skill skill, IReadOnlyList<ModelCandidate> candidates, int inputTokens) => new(
        WorstOf(skill, candidates[0].Model, inputTokens) ?? 0,
        WorstOf(skill, candidates[0].Model, inputTokens, isLearned: true) ?? 0,
        candidates.Min(c => WorstOf(skill, c.Model, inputTokens, isLearned: true)) ?? 0);

    /// <summary>The cost of the first candidate's answer, with a range; the upper end of the range holds re-asks too.</summary>
    public CostEstimate Estimate(Skill skill, IReadOnlyList<ModelCandidate> candidates, int inputTokens)
    {
        if (candidates is not [var first, ..])
        {
            return new() { InputTokens = inputTokens, OutputTokens = OutputTokensOf(skill) };
        }

        // A parallel mode asks several at first; re-asks go to one.
        List<ModelCandidate> asked = skill.ModelPreferences.Parallel is { } parallel ? [.. ParallelBranches.Of(candidates, parallel)] : [first];
        var reasks = (skill.Limits.Attempts ?? options.Value.DefaultAttempts) - 1;
        var highest = Sum(asked, m => HighOf(skill, m, inputTokens)) + (HighOf(skill, first.Model, inputTokens) * reasks);
        var dearest = candidates.Max(c => WorstOf(skill, c.Model, inputTokens)) ?? 0;
        var worst = (asked.Count == 1 ? dearest : Sum(asked, m => WorstOf(skill, m, inputTokens))) + (dearest * reasks);
        return new()
        {
            ModelId = first.Model.Id,
            ModelProvider = first.Model.Provider,
            InputTokens = inputTokens,
            OutputTokens = OutputTokensOf(skill, first.Model),
            ExpectedUsd = Sum(asked, m => CostAt(m, inputTokens, OutputTokensOf(skill, m))),
            LowUsd = Sum(asked, m => CostAt(m, (int)(inputTokens * (1 - InputError)), (int)(OutputTokensOf(skill, m) * (1 - OutputError)))),
            HighUsd = Bounded(highest, skill),
            WorstUsd = Bounded(worst, skill),
            Alternatives = [.. candidates.Skip(1).Select(c => new ModelCostEstimate(c.Model.Id, c.Model.Provider, CostAt(c.Model, inputTokens, OutputTokensOf(skill, c.Model))))],
        };
    }

    private decimal? HighOf(Skill skill, ModelDefinition model, int inputTokens) =>
        CostAt(model, Above(inputTokens, InputError), Math.Min(MaxOutputOf(skill), Above(OutputTokensOf(skill, model), OutputError)));

    private decimal? CostAt(ModelDefinition model, int inputTokens, int outputTokens) =>
        CostCalculator.Estimate(model, inputTokens, outputTokens, Today).Usd;

    private decimal? WorstOf(Skill skill, ModelDefinition model, int inputTokens, bool isLearned = false)
    {
        var most = OutputRoom.Of(model, MaxOutputOf(skill), isStated: skill.ModelPreferences.MaxOutputTokens is not null);
        var output = isLearned ? paces.LikelyOutput(skill.Id, model, most) : most;
        return CostCalculator.WorstCase(model, Above(inputTokens, InputError), output, Today, WritesCache(skill)).Usd;
    }

    private static bool WritesCache(Skill skill) =>
        skill.ModelPreferences.PromptCache is { Tools: true } || skill.Messages.Any(static m => m.CacheBreakpoint || m.Parts.Any(static p => p.CacheBreakpoint));

    private DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    // Null as soon as one is not known.
    private static decimal? Sum(List<ModelCandidate> candidates, Func<ModelDefinition, decimal?> costOf)
    {
        decimal? sum = 0;
        foreach (var candidate in candidates)
        {
            sum += costOf(candidate.Model);
        }

        return sum;
    }

    private int MaxOutputOf(Skill skill) => skill.ModelPreferences.OutputLimit(options.Value.DefaultMaxOutputTokens);

    private static int Above(int tokens, double error) => (int)Math.Min(int.MaxValue, Math.Ceiling(tokens * (1 + error)));

    private static decimal? Bounded(decimal? usd, Skill skill) => skill.Limits.MaxCostUsd is { } ceiling && usd > ceiling ? ceiling : usd;
}
