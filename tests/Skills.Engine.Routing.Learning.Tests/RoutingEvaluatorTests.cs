namespace Skills.Engine.Routing.Learning.Tests;

/// <summary>Curves, baselines and replays over outcomes that are known.</summary>
public sealed class RoutingEvaluatorTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void TheOracleRecoversTheGapFirstAndRandomChoiceHalfOfIt()
    {
        var evaluation = Assert.Single(RoutingEvaluator.Evaluate(Samples(300), "weak", "strong"));
        var curves = evaluation.Curves.ToDictionary(static c => c.Name);

        Assert.InRange(curves["random"].Apgr, 0.45, 0.55);
        Assert.True(curves["oracle"].Apgr >= curves["learned"].Apgr);
        Assert.True(curves["learned"].Apgr > 0.7, $"learned {curves["learned"].Apgr}");
        Assert.All(evaluation.Curves, static c => Assert.Equal((0, 1), (c.Recovered[0], Math.Round(c.Recovered[^1], 9))));
        Assert.True(curves["oracle"].CallsFor(0.8) < curves["random"].CallsFor(0.8));
        Assert.Equal([("weak", 0.5), ("strong", 1), ("oracle", 1)], evaluation.Baselines.Select(static b => (b.Name, b.Quality)));
        Assert.Equal([50, 100, 150], evaluation.LearningCurve.Select(static p => p.Outcomes));
    }

    [Fact]
    public void TheSameSeedGivesTheSameFigures()
    {
        static List<double> Of(int seed) => [.. RoutingEvaluator.Evaluate(Samples(100), "weak", "strong", seed)[0].Curves.Select(static c => c.Apgr)];

        Assert.Equal(Of(4), Of(4));
        Assert.NotEqual(Of(4), Of(5));
    }

    [Fact]
    public async Task AReplayShowsWhatAnotherConfigurationOfTheHostChanges()
    {
        ModelDefinition[] models = [Model("weak", 0.6, 1), Model("strong", 0.95, 25)];

        var frugal = await RoutingEvaluator.ReplayAsync(
            Samples(60), models, "frugal", new(), static o => o.Routing.Weights = new(Quality: 0.01, Cost: 10, Latency: 0, Health: 0, Learned: 0, Task: 0), Cancel);
        var generous = await RoutingEvaluator.ReplayAsync(
            Samples(60), models, "generous", new() { Difficulty = 1 }, static o => o.Routing.Weights = new(Quality: 10, Cost: 0, Latency: 0, Health: 0, Learned: 0, Task: 0), Cancel);

        Assert.Equal((1, 25), (frugal.Shares["weak"], generous.CostUsd));
    }

    [Fact]
    public async Task AReplayShowsWhatTheKnobChanges()
    {
        ModelDefinition[] models = [Model("weak", 0.6, 1), Model("strong", 0.95, 25)];

        var cheap = await RoutingEvaluator.ReplayAsync(Samples(60), models, "cheap", new() { CostQuality = 0 }, cancellationToken: Cancel);
        var best = await RoutingEvaluator.ReplayAsync(Samples(60), models, "best", new() { CostQuality = 1 }, cancellationToken: Cancel);

        Assert.Equal((0.5, 1m, 0.5, 1), (cheap.Quality, cheap.CostUsd, cheap.Regret, cheap.Shares["weak"]));
        Assert.Equal((1, 25m, 0, 1), (best.Quality, best.CostUsd, best.Regret, best.Shares["strong"]));
        await Assert.ThrowsAsync<ArgumentException>(() => RoutingEvaluator.ReplayAsync(Samples(60), models, "none", new() { MinQuality = 1 }, cancellationToken: Cancel));
    }

    [Fact]
    public async Task AReplayOfALogSaysWhatCannotBeKnown()
    {
        ModelDefinition[] models = [Model("weak", 0.6, 1), Model("strong", 0.95, 25)];
        var log = Logged(80);

        var strong = await RoutingEvaluator.ReplayLogAsync(log, models, "best", new() { CostQuality = 1 }, cancellationToken: Cancel);
        var weak = await RoutingEvaluator.ReplayLogAsync(log, models, "cheap", new() { CostQuality = 0 }, cancellationToken: Cancel);

        // Half of the log is of each model: strong ones are always right, weak ones in every second request.
        Assert.Equal((80, 40, 1, 0.75, 13m), (strong.Requests, strong.Known, strong.Shares["strong"], strong.LoggedQuality, strong.LoggedCostUsd));
        Assert.Equal((0.5, 1, 1, 25m), (strong.LeastQuality, strong.MostQuality, strong.EstimatedQuality, strong.EstimatedCostUsd));
        Assert.Equal((0.25, 0.75, 0.5, 1m), (weak.LeastQuality, weak.MostQuality, weak.EstimatedQuality, weak.EstimatedCostUsd));
    }

    [Fact]
    public async Task WhatALogNeverTriedIsNotEstimated()
    {
        ModelDefinition[] models = [Model("weak", 0.6, 1), Model("strong", 0.95, 25)];
        var log = Logged(80).Where(static s => s.Outcomes.ContainsKey("weak")).ToList();

        var replay = await RoutingEvaluator.ReplayLogAsync(log, models, "best", new() { CostQuality = 1 }, cancellationToken: Cancel);

        Assert.Equal((0, 0, 1), (replay.Known, replay.LeastQuality, replay.MostQuality));
        Assert.Null(replay.EstimatedQuality);
        Assert.Null(replay.EstimatedCostUsd);
        await Assert.ThrowsAsync<ArgumentException>(() => RoutingEvaluator.ReplayLogAsync(Samples(10), models, "best", new(), cancellationToken: Cancel));
    }

    [Fact]
    public async Task BothFormsOfALineAreReadAndMistakesAreNamedByLine()
    {
        const string Text = """
            {"set": "mmlu/law", "prompt": "a", "weak": true, "strong": 0.5}

            {"prompt": "b", "models": {"m": {"quality": 1, "costUsd": 0.25}, "n": {"quality": 0}}}
            """;

        var samples = await ReadAsync(Text);

        Assert.Equal(["mmlu", ""], samples.Select(static s => s.Group));
        Assert.Equal((1, 0.5), (samples[0].Outcomes["weak"].Quality, samples[0].Outcomes["strong"].Quality));
        Assert.Equal((0.25m, null), (samples[1].Outcomes["m"].CostUsd, samples[1].Outcomes["n"].CostUsd));
        foreach (var wrong in (string[])["{", "[]", """{"prompt": "secret"}""", """{"prompt": "secret", "weak": 2, "strong": true}"""])
        {
            var error = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync("\n" + wrong));
            Assert.StartsWith("Line 2 is not a sample.", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        }
    }

    private static async Task<List<RoutingSample>> ReadAsync(string text)
    {
        var samples = new List<RoutingSample>();
        await foreach (var sample in RoutingSampleReader.ReadAsync(new StringReader(text), Cancel))
        {
            samples.Add(sample);
        }

        return samples;
    }

    private static List<RoutingSample> Samples(int count) =>
        [.. Enumerable.Range(0, count).Select(static i => new RoutingSample(
            $"Number {i}: a question about {(i % 2 == 0 ? "manifolds" : "gardens")}.",
            new Dictionary<string, RoutingSampleOutcome> { ["weak"] = new(i % 2, 1), ["strong"] = new(1, 25) }))];

    private static List<RoutingSample> Logged(int count) =>
        [.. Enumerable.Range(0, count).Select(static i => new RoutingSample(
            $"Number {i}: a question about gardens.",
            i % 2 == 0
                ? new Dictionary<string, RoutingSampleOutcome> { ["weak"] = new(i % 4 / 2, 1) }
                : new Dictionary<string, RoutingSampleOutcome> { ["strong"] = new(1, 25) }))];

    private static ModelDefinition Model(string id, double quality, decimal price) => new() { Id = id, Provider = "p", Quality = quality, Prices = [new() { Input = price, Output = price }] };
}
