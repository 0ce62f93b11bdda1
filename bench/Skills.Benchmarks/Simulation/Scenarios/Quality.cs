using Skills.Engine;

namespace Skills.Benchmarks.Simulation.Scenarios;

/// <summary>Scenarios of quality and price.</summary>
internal static class Quality
{
    private const int Bin = 10;

    public static Outcome Mix(int seed, bool isCascade)
    {
        const int Calls = 1000;
        var random = new Random(seed);
        var prompts = new PromptMix(seed);
        using var world = new World(
        [
            SimulatedModel.Of("small", 0.5m, 0.7, c => new(Speed.Spread(random, 200), IsRight: !PromptMix.IsHard(c.Prompt))),
            SimulatedModel.Of("large", 10, 0.95, _ => new(Speed.Spread(random, 600))),
        ]);
        var skill = SimulatedSkill.Of(preferences: new() { Strategy = isCascade ? RoutingStrategy.Cascade : RoutingStrategy.Best });
        var (shares, oracle) = (new Shares(), 0m);
        for (var i = 0; i < Calls; i++)
        {
            var prompt = prompts.Next();
            shares.Add(world.Call(skill, prompt));
            oracle += PromptMix.IsHard(prompt) ? 0.02m : 0.001m;
        }

        return new(isCascade ? "mix-cascade" : "mix", isCascade ? "Easy and hard requests, cascade" : "Easy and hard requests",
            "Seven of ten requests are easy. The small model fails at the hard ones, the large one costs twenty times as much and is always right. The oracle knows which are hard.",
        [
            Figure.AtMost("cost, times the oracle's", (double)(shares.CostUsd / oracle), 1.2),
            Figure.AtLeast("right answers", shares.SuccessRate, 0.98),
        ])
        { Series = [shares.SeriesOf("small", 50), shares.SeriesOf("large", 50)], Bin = 50 };
    }

    public static Outcome CheaperEqual(int seed)
    {
        var random = new Random(seed);
        using var world = new World(
        [
            SimulatedModel.Of("dear", 25, 0.92, _ => new(Speed.Spread(random, 300))),
            SimulatedModel.Of("cheap", 1, 0.75, _ => new(Speed.Spread(random, 300))),
        ]);
        var shares = Speed.Repeat(world, 200, SimulatedSkill.Of());
        return new("cheaper-equal", "A model 25 times cheaper is as good", "Its quality prior is lower, its answers are as good.",
        [
            Figure.AtLeast("share of the cheap model, calls 51 to 200", shares.Of("cheap", 50, 200), 0.8),
            Figure.AtLeast("success", shares.SuccessRate, 1),
        ])
        { Series = [shares.SeriesOf("dear", Bin), shares.SeriesOf("cheap", Bin)] };
    }

    public static Outcome CheaperWorse(int seed)
    {
        var random = new Random(seed);
        using var world = new World(
        [
            SimulatedModel.Of("dear", 25, 0.92, _ => new(Speed.Spread(random, 300))),
            SimulatedModel.Of("cheap", 1, 0.75, _ => new(Speed.Spread(random, 300), IsRight: random.NextDouble() < 0.3)),
        ]);
        var shares = Speed.Repeat(world, 300, SimulatedSkill.Of());
        return new("cheaper-worse", "A model 25 times cheaper is wrong in seven of ten calls", "Price must not buy wrong answers.",
        [
            Figure.AtMost("share of the cheap model, calls 51 to 300", shares.Of("cheap", 50, 300), 0.1),
            Figure.AtLeast("right answers, all calls", shares.SuccessRate, 0.9),
        ])
        { Series = [shares.SeriesOf("dear", Bin), shares.SeriesOf("cheap", Bin)] };
    }

    public static Outcome Decay(int seed)
    {
        var random = new Random(seed);
        using var world = new World(
        [
            SimulatedModel.Of("first", 1, 0.85, c => new(Speed.Spread(random, 200), IsRight: c.Number <= 150)),
            SimulatedModel.Of("second", 3, 0.85, _ => new(Speed.Spread(random, 200))),
        ]);
        var shares = Speed.Repeat(world, 400, SimulatedSkill.Of());
        var moved = Enumerable.Range(150, 240).FirstOrDefault(i => shares.Of("second", i, i + 5) >= 0.8, 400) - 150;
        return new("decay", "A model becomes wrong after 150 calls", "As after an update of the model by its provider. The other costs three times as much.",
        [
            Figure.AtMost("calls until four of five go to the other", moved, 60),
        ])
        { Series = [shares.SeriesOf("first", Bin), shares.SeriesOf("second", Bin)] };
    }

    public static Outcome Talkative(int seed)
    {
        var random = new Random(seed);
        using var world = new World(
        [
            SimulatedModel.Of("talkative", 1, 0.85, _ => new(Speed.Spread(random, 300), OutputTokens: 3000)),
            SimulatedModel.Of("brief", 1.3m, 0.85, _ => new(Speed.Spread(random, 300), OutputTokens: 200)),
        ]);
        var shares = Speed.Repeat(world, 300, SimulatedSkill.Of());
        return new("talkative", "The lower price has the longer replies", "One model costs a quarter less per token and writes fifteen times as much.",
        [
            Figure.AtLeast("share of the brief model, calls 51 to 300", shares.Of("brief", 50, 300), 0.8),
        ])
        { Series = [shares.SeriesOf("talkative", Bin), shares.SeriesOf("brief", Bin)] };
    }

    public static Outcome PriceCut(int seed)
    {
        var random = new Random(seed);
        var north = SimulatedModel.Of("north", 2, 0.85, _ => new(Speed.Spread(random, 300)));
        var south = SimulatedModel.Of("south", 3, 0.85, _ => new(Speed.Spread(random, 300)));
        south = south with { Definition = south.Definition with { Prices = [new() { Input = 3, Output = 12 }, new() { EffectiveFrom = new(2026, 11, 23), Input = 0.5m, Output = 2 }] } };
        using var world = new World([north, south]);
        var shares = Speed.Repeat(world, 100, SimulatedSkill.Of());
        world.Time.Advance(TimeSpan.FromDays(1));
        for (var i = 0; i < 100; i++)
        {
            shares.Add(world.Call(SimulatedSkill.Of()));
        }

        return new("price-cut", "A price falls at midnight", "The catalog knows the new price and its day.",
        [
            Figure.AtLeast("share of the cheaper, calls 1 to 100", shares.Of("north", 0, 100), 0.9),
            Figure.AtLeast("share of the cheaper, calls 101 to 200", shares.Of("south", 100, 200), 0.9),
        ])
        { Series = [shares.SeriesOf("north", Bin), shares.SeriesOf("south", Bin)] };
    }
}
