using Skills.Engine;

namespace Skills.Benchmarks.Simulation.Scenarios;

/// <summary>Scenarios of latency and failure.</summary>
internal static class Speed
{
    private const int Bin = 10;

    public static Outcome SlowingProvider(int seed)
    {
        var random = new Random(seed);
        using var world = new World(
        [
            SimulatedModel.Of("north", 1, 0.8, c => new(Spread(random, c.Number > 100 ? 650 : 10))),
            SimulatedModel.Of("south", 1, 0.8, _ => new(Spread(random, 12))),
        ]);
        var shares = Repeat(world, 300, SimulatedSkill.Of());
        return new("slowing-provider", "A provider slows down from 10 to 650 ms", "Two equal models. The one that gets the traffic slows down at call 101.",
        [
            Figure.AtLeast("share of the fast provider, calls 1 to 100", shares.Of("north", 0, 100), 0.8),
            Figure.AtMost("calls to the slow provider, calls 101 to 300", 200 * shares.Of("north", 100, 300), 20),
            Figure.AtMost("share of the slow provider, calls 121 to 300", shares.Of("north", 120, 300), 0.05),
        ])
        { Series = [shares.SeriesOf("north", Bin), shares.SeriesOf("south", Bin)] };
    }

    public static Outcome DeadProvider(int seed)
    {
        var random = new Random(seed);
        using var world = new World(
        [
            SimulatedModel.Of("north", 1, 0.8, c => c.Number is > 100 and <= 200 ? new(5, Error: ModelErrorKind.Network) : new(Spread(random, 100))),
            SimulatedModel.Of("south", 1.5m, 0.8, _ => new(Spread(random, 110))),
        ]);
        var shares = new Shares();
        var dead = 0;
        for (var i = 0; i < 400; i++)
        {
            var result = world.Call(SimulatedSkill.Of());
            dead += result.Attempts.Count(static a => a.Error is not null);
            shares.Add(result);
            world.Time.Advance(TimeSpan.FromMilliseconds(500));
        }

        var back = Enumerable.Range(200, 195).FirstOrDefault(i => shares.Of("north", i, i + 5) >= 0.8, 400) - 200;
        return new("dead-provider", "A provider is down for 100 calls", "The preferred provider refuses connections from call 101 to call 200. There is a call every 0.6 s.",
        [
            Figure.AtLeast("success", shares.SuccessRate, 1),
            Figure.AtMost("failed attempts", dead, 12),
            Figure.AtMost("calls until four of five are back", back, 60),
        ])
        { Series = [shares.SeriesOf("north", Bin), shares.SeriesOf("south", Bin)] };
    }

    public static Outcome ImpatientTenant(int seed)
    {
        var random = new Random(seed);
        using var world = new World([SimulatedModel.Of("only", 1, 0.8, _ => new(Spread(random, 100)))]);
        var (impatient, patient) = (new Shares(), new Shares());
        for (var i = 0; i < 200; i++)
        {
            impatient.Add(world.Call(SimulatedSkill.Of("hasty", timeout: TimeSpan.FromMilliseconds(40)), context: new() { TenantId = "impatient" }));
            patient.Add(world.Call(SimulatedSkill.Of("steady"), context: new() { TenantId = "patient" }));
        }

        return new("impatient-tenant", "Deadlines of 40 ms at a model of 100 ms", "One tenant never leaves the model enough time. Another calls the same model.",
        [
            Figure.AtLeast("success of the other tenant", patient.SuccessRate, 1),
            Figure.AtMost("attempts per call of the impatient tenant", impatient.Results.Average(static r => r.Attempts.Count), 1),
        ]);
    }

    public static Outcome PoisonedPrompt(int seed)
    {
        var random = new Random(seed);
        using var world = new World([SimulatedModel.Of("only", 1, 0.8, c => c.Prompt == "poison" ? new(20, Error: ModelErrorKind.ServerError) : new(Spread(random, 100)))]);
        var good = new Shares();
        for (var i = 0; i < 200; i++)
        {
            world.Call(SimulatedSkill.Of(), "poison", new() { TenantId = "a" });
            good.Add(world.Call(SimulatedSkill.Of(), "fine", new() { TenantId = "b" }));
        }

        return new("poisoned-prompt", "A prompt that makes the provider answer 500", "One tenant sends it again and again. Another sends good prompts to the same model.",
        [
            Figure.AtLeast("success of the other tenant", good.SuccessRate, 1),
        ]);
    }

    public static Shares Repeat(World world, int calls, Skill skill)
    {
        var shares = new Shares();
        for (var i = 0; i < calls; i++)
        {
            shares.Add(world.Call(skill));
        }

        return shares;
    }

    public static double Spread(Random random, double median)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return median * Math.Exp(0.2 * normal);
    }
}
