using Skills.Engine.Routing.Difficulty;
using Skills.Engine.Routing.Learning.Curves;

namespace Skills.Engine;

/// <summary>Evaluates ways to route by outcomes that are known: what quality they get for how many calls to the strong model. Calls no model.</summary>
public static class RoutingEvaluator
{
    private const int FewestSamples = 10;

    /// <summary>Evaluates each set of samples: random choice, prompt length, the built-in estimate, the learned one and the oracle.</summary>
    /// <param name="samples">Requests with their outcomes. Those without one of the two models are left out.</param>
    /// <param name="weak">The id of the weak model.</param>
    /// <param name="strong">The id of the strong model.</param>
    /// <param name="seed">Orders the samples for cross-validation and random choice; the same seed gives the same figures.</param>
    /// <returns>One evaluation for each set with at least ten samples, by name.</returns>
    public static IReadOnlyList<RoutingEvaluation> Evaluate(IReadOnlyList<RoutingSample> samples, string weak, string strong, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentException.ThrowIfNullOrEmpty(weak);
        ArgumentException.ThrowIfNullOrEmpty(strong);

        return
        [
            .. samples.Where(s => s.Outcomes.ContainsKey(weak) && s.Outcomes.ContainsKey(strong))
                .GroupBy(static s => s.Group)
                .Where(static g => g.Count() >= FewestSamples)
                .OrderBy(static g => g.Key, StringComparer.Ordinal)
                .Select(g => Evaluate(g.Key, [.. g], weak, strong, seed)),
        ];
    }

    /// <summary>Returns the baselines of samples: each model alone, and the oracle, which takes the cheapest of the best for each sample.</summary>
    /// <param name="samples">Requests with their outcomes.</param>
    /// <param name="models">The ids of the models.</param>
    public static IReadOnlyList<RoutingBaseline> BaselinesOf(IReadOnlyList<RoutingSample> samples, params IReadOnlyList<string> models)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(models);

        return
        [
            .. models.Select(m => BaselineOf(m, [.. samples.Select(s => s.Outcomes[m])])),
            BaselineOf("oracle", [.. samples.Select(s => models.Select(m => s.Outcomes[m]).OrderByDescending(static o => o.Quality).ThenBy(static o => o.CostUsd ?? decimal.MaxValue).First())]),
        ];
    }

    /// <summary>Sends samples through the real router, in their order and learning from each, under other preferences of the skill and another configuration of the host.</summary>
    /// <param name="samples">Requests with an outcome of each model.</param>
    /// <param name="models">The models, with quality priors and prices.</param>
    /// <param name="setting">The name of the setting.</param>
    /// <param name="preferences">The preferences of the skill.</param>
    /// <param name="configure">Changes the options of the host, such as weights and learning; null replays with the defaults.</param>
    /// <param name="cancellationToken">Ends the replay.</param>
    /// <returns>What the choices would have brought.</returns>
    /// <exception cref="ArgumentException">There are no samples, or none of the models fits.</exception>
    public static async Task<RoutingReplay> ReplayAsync(
        IReadOnlyList<RoutingSample> samples, IReadOnlyList<ModelDefinition> models, string setting, ModelPreferences preferences, Action<SkillsEngineOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(models);
        ArgumentOutOfRangeException.ThrowIfZero(samples.Count, nameof(samples));

        var replay = new SampleReplay(models, preferences, configure);
        await using var closing = replay.ConfigureAwait(false);
        var chosen = new List<(string Model, RoutingSampleOutcome Outcome)>();
        foreach (var sample in samples)
        {
            var model = await replay.ChooseAsync(sample, cancellationToken).ConfigureAwait(false)
                ?? throw new ArgumentException("None of the models fits the preferences.", nameof(preferences));
            chosen.Add((model.Id, sample.Outcomes[model.Id]));
        }

        var own = BaselineOf(setting, [.. chosen.Select(static c => c.Outcome)]);
        var oracle = BaselinesOf(samples, [.. models.Select(static m => m.Id)])[^1];
        var shares = chosen.GroupBy(static c => c.Model).ToDictionary(static g => g.Key, g => g.Count() / (double)chosen.Count);
        return new(setting, own.Quality, own.CostUsd, oracle.Quality - own.Quality, shares);
    }

    /// <summary>
    /// Sends logged requests, of which only the chosen model's outcome is known, through the real router under other preferences. The router
    /// learns from outcomes that are known, and the result says how many are not.
    /// </summary>
    /// <param name="log">Requests with one outcome each, in their order.</param>
    /// <param name="models">The models, with quality priors and prices.</param>
    /// <param name="setting">The name of the setting.</param>
    /// <param name="preferences">The preferences of the skill.</param>
    /// <param name="configure">Changes the options of the host; null replays with the defaults.</param>
    /// <param name="cancellationToken">Ends the replay.</param>
    /// <exception cref="ArgumentException">There are no requests, one has not exactly one outcome, or none of the models fits.</exception>
    public static async Task<RoutingLogReplay> ReplayLogAsync(
        IReadOnlyList<RoutingSample> log, IReadOnlyList<ModelDefinition> models, string setting, ModelPreferences preferences, Action<SkillsEngineOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(models);
        ArgumentOutOfRangeException.ThrowIfZero(log.Count, nameof(log));
        if (log.Any(static s => s.Outcomes.Count != 1))
        {
            throw new ArgumentException("Each request of a log has one outcome, that of the model that was chosen. ReplayAsync takes several.", nameof(log));
        }

        var replay = new SampleReplay(models, preferences, configure);
        await using var closing = replay.ConfigureAwait(false);
        var sums = new LogReplay(new(log.Select(s => (s, replay.DifficultyOf(s)))));
        foreach (var sample in log)
        {
            var model = await replay.ChooseAsync(sample, cancellationToken).ConfigureAwait(false)
                ?? throw new ArgumentException("None of the models fits the preferences.", nameof(preferences));
            sums.Add(sample, model, replay.DifficultyOf(sample));
        }

        return sums.ToResult(setting);
    }

    private static RoutingEvaluation Evaluate(string group, IReadOnlyList<RoutingSample> samples, string weak, string strong, int seed)
    {
        var skill = new Skill { Id = "evaluation", Name = "Evaluation" };
        var pairs = samples.Select(s => new Pair(new(skill, [new(MessageRole.User, s.Prompt)]), s.Outcomes[weak].Quality, s.Outcomes[strong].Quality)).ToList();
        var random = new Random(seed);
        var builtIn = new DifficultyEstimator();
        var learned = new LearnedCurve(pairs, seed);
        return new()
        {
            Group = group,
            Samples = samples.Count,
            Baselines = BaselinesOf(samples, weak, strong),
            Curves =
            [
                CurveMaker.Mean([.. Enumerable.Range(0, 20).Select(_ => CurveMaker.Of("random", pairs, [.. pairs.Select(_ => random.NextDouble())]))]),
                CurveMaker.Of("length", pairs, [.. samples.Select(static s => (double)s.Prompt.Length)]),
                CurveMaker.Of("built-in", pairs, [.. pairs.Select(p => builtIn.Estimate(p.Request)!.Value)]),
                learned.CrossValidated(),
                CurveMaker.Of("oracle", pairs, [.. pairs.Select(static p => p.Gain)]),
            ],
            LearningCurve = learned.LearningCurve(),
        };
    }

    private static RoutingBaseline BaselineOf(string name, IReadOnlyList<RoutingSampleOutcome> outcomes) => new(
        name,
        outcomes.Average(static o => o.Quality),
        outcomes.Any(static o => o.CostUsd is null) ? null : outcomes.Average(static o => o.CostUsd));
}
