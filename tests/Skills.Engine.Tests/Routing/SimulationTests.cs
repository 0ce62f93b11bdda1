using Skills.Engine.Models.Invocation;

namespace Skills.Engine.Tests.Routing;

/// <summary>Six deployments over 1,000 simulated seconds and 100,000 requests, through the real router and invoker.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int Requests = 100_000;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(10);

    [Fact]
    public void TrafficFollowsPriceAndLatencyAndLeavesTheDeadAlone()
    {
        var simulation = new Simulation(Requests, Between, seed: 3);
        var thread = new Thread(simulation.Run);
        thread.Start();
        thread.Join();

        output.WriteLine(simulation.Describe());
        Assert.Equal(Requests, simulation.Results.Count);
        Assert.True(simulation.SuccessRate >= 0.999, $"success {simulation.SuccessRate:P3}");
        Assert.True(simulation.CostUsd <= simulation.OracleUsd * 1.05m, $"cost {simulation.CostUsd:0.00} against {simulation.OracleUsd:0.00}");
        Assert.True(simulation.P99 <= 1.3 * simulation.BestStaticP99, $"p99 {simulation.P99:0} ms against {simulation.BestStaticP99:0} ms");
        Assert.True(simulation.DeadShare < 0.001, $"dead share {simulation.DeadShare:P3}");
        Assert.True(simulation.BackAfter <= TimeSpan.FromMinutes(1), $"back after {simulation.BackAfter}");
    }
}

internal sealed class Simulation
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 23, 48, 20, TimeSpan.Zero);
    private static readonly TimeSpan Dies = TimeSpan.FromSeconds(300);
    private static readonly TimeSpan Lives = TimeSpan.FromSeconds(600);

    private readonly VirtualTime _time = new(Start);
    private readonly Random _random;
    private readonly List<(DateTimeOffset At, string Model)> _calls = [];
    private readonly Bed _bed;
    private readonly int _requests;
    private readonly TimeSpan _between;
    private readonly Skill _skill = Some.Skill(new() { MaxLatency = TimeSpan.FromSeconds(1.5), MaxOutputTokens = 500, Weights = new(Quality: 1, Cost: 10, Latency: 0.3, Health: 1.5, Learned: 1, Task: 0) });

    // The price cut of d4 comes at midnight, 700 seconds after the start.
    private static readonly ModelDefinition[] Models =
    [
        Model("d1", 1.0m),
        Model("d2", 0.9m),
        Model("d3", 1.5m),
        Model("d4", 2.0m) with { Prices = [new() { Input = 2, Output = 4 }, new() { EffectiveFrom = new(2026, 11, 23), Input = 0.6m, Output = 1.2m }] },
        Model("d5", 3.0m),
        Model("d6", 0.5m),
    ];

    public Simulation(int requests, TimeSpan between, int seed)
    {
        _random = new(seed);
        _requests = requests;
        _between = between;
        _bed = new(Models, [.. Models.Select(m => new ScriptedClient(m.Provider, CallAsync))], static o => o.Explain = false, _time);
    }

    public List<(DateTimeOffset At, bool Success, double LatencyMs, decimal Usd)> Results { get; } = [];

    public decimal OracleUsd { get; private set; }

    public double SuccessRate => Results.Count(static r => r.Success) / (double)Results.Count;

    public decimal CostUsd => Results.Sum(static r => r.Usd);

    public double P99 => Percentile(Results.Select(static r => r.LatencyMs), 0.99);

    /// <summary>The lowest 99th percentile that one fixed deployment would have had over the whole time, its failures left out.</summary>
    public double BestStaticP99 => Models.Where(static m => m.Id != "d2").Min(m =>
    {
        var random = new Random(7);
        return Percentile(Enumerable.Range(0, 20_000).Select(i => LatencyOf(m.Id, _between * (i * _requests / 20_000.0), random)), 0.99);
    });

    public double DeadShare => Share(Dies, Lives);

    public TimeSpan BackAfter
    {
        get
        {
            var lives = Start + Lives;
            var back = _calls.Where(c => c.At >= lives).Chunk(100).FirstOrDefault(static c => c.Count(static x => x.Model == "d2") > 50);
            return back is null ? TimeSpan.MaxValue : back[^1].At - lives;
        }
    }

    public string Describe() => string.Join('\n',
        $"requests {Results.Count}, tries {_calls.Count}, success {SuccessRate:P3}",
        $"cost ${CostUsd:0.000}, oracle ${OracleUsd:0.000}, ratio {CostUsd / OracleUsd:0.0000}",
        $"p50 {Percentile(Results.Select(static r => r.LatencyMs), 0.5):0} ms, p99 {P99:0} ms, best static p99 {BestStaticP99:0} ms",
        $"tries at d2 while dead {DeadShare:P4}, back after {BackAfter.TotalSeconds:0.0} s",
        string.Join('\n', Enumerable.Range(0, 10).Select(i => $"{i * 100,4} s: " + string.Join("  ", Models.Select(m => $"{m.Id} {Share(TimeSpan.FromSeconds(i * 100), TimeSpan.FromSeconds((i + 1) * 100), m.Id),7:P2}")))));

    public void Run()
    {
        for (var i = 0; i < _requests; i++)
        {
            _time.Advance(_between);
            _ = ExecuteAsync();
            OracleUsd += OracleCost(_time.GetUtcNow() - Start);
        }

        _time.Advance(TimeSpan.FromMinutes(5));
    }

    private async Task ExecuteAsync()
    {
        var started = _time.GetUtcNow();
        var route = await _bed.Router.RouteAsync(Some.Request(_skill), CancellationToken.None).ConfigureAwait(false);
        if (route.Candidates.Count == 0)
        {
            Results.Add((started, false, 0, 0));
            return;
        }

        var attempts = new AttemptLog();
        var invocation = _bed.Invocation(_skill) with { Candidates = route.Candidates, Attempts = attempts, EstimatedInputTokens = 1000, Options = new() { MaxOutputTokens = 500 } };
        var result = await _bed.Invoker.InvokeAsync(invocation, CancellationToken.None).ConfigureAwait(false);
        Results.Add((started, result.Reply is not null, (_time.GetUtcNow() - started).TotalMilliseconds, attempts.Cost.Usd ?? 0));
    }

    private async Task<ModelReply> CallAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        var at = _time.GetUtcNow();
        var id = request.Model.Id;
        _calls.Add((at, id));
        if (id == "d2" && at - Start >= Dies && at - Start < Lives)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), _time, cancellationToken).ConfigureAwait(false);
            throw new ModelException(ModelErrorKind.Network, "connection refused") { TimeoutStage = TimeoutStage.Connect };
        }

        if (_random.NextDouble() < ErrorRateOf(id, at - Start))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), _time, cancellationToken).ConfigureAwait(false);
            throw new ModelException(ModelErrorKind.ServerError, "500") { Status = System.Net.HttpStatusCode.InternalServerError };
        }

        await Task.Delay(TimeSpan.FromMilliseconds(LatencyOf(id, at - Start, _random)), _time, cancellationToken).ConfigureAwait(false);
        return Some.Reply(input: 1000, output: 500);
    }

    // What one who knows everything would pay: the cheapest that lives and is fast enough now.
    private static decimal OracleCost(TimeSpan at) => Models
        .Where(m => m.Id != "d2" || at < Dies || at >= Lives)
        .Where(m => MedianOf(m.Id, at) < 1500)
        .Min(m => CostCalculator.Estimate(m, 1000, 500, DateOnly.FromDateTime((Start + at).UtcDateTime)).Usd!.Value);

    private static double MedianOf(string id, TimeSpan at) => (id, at.TotalSeconds) switch
    {
        ("d1", >= 400 and < 500) => 3000,
        ("d2", >= 100 and < 180) => 2500,
        ("d3", _) => 500 + (200 * Math.Sin(at.TotalSeconds / 100)),
        ("d4", >= 850 and < 900) => 2200,
        ("d5", _) => 600,
        ("d6", _) => 4000,
        _ => 600,
    };

    private static double ErrorRateOf(string id, TimeSpan at) => (id, at.TotalSeconds) switch
    {
        ("d1", >= 200 and < 240) => 0.10,
        ("d3", >= 500 and < 700) => 0.20,
        ("d6", _) => 0.05,
        _ => 0.005,
    };

    private static double LatencyOf(string id, TimeSpan at, Random random)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return MedianOf(id, at) * Math.Exp(0.3 * normal);
    }

    private double Share(TimeSpan from, TimeSpan to, string id = "d2")
    {
        var within = _calls.Where(c => c.At >= Start + from && c.At < Start + to).ToList();
        return within.Count == 0 ? 0 : within.Count(c => c.Model == id) / (double)within.Count;
    }

    private static double Percentile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[(int)Math.Min(sorted.Count - 1, Math.Ceiling(sorted.Count * share) - 1)];
    }

    private static ModelDefinition Model(string id, decimal price) => Some.Model(id, "p-" + id, input: price, output: price * 2);
}
