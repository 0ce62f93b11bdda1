using System.Globalization;

namespace Skills.Engine.Redis.Tests.Routing;

/// <summary>Three processes, one budget, and a Redis that is killed, frozen and emptied during calls. <c>.ci/long</c> makes fifty runs of it and prints how long answers took meanwhile.</summary>
public sealed class RedisBudgetFaultTests(ITestOutputHelper output)
{
    private const string RunsVariable = "SKILLS_FAULT_RUNS";

    [Fact]
    public async Task TheCapHoldsToTheCent()
    {
        RedisTest.RequireServer();
        var runs = int.Parse(Environment.GetEnvironmentVariable(RunsVariable) ?? "1", CultureInfo.InvariantCulture);
        var (delays, overruns) = (new List<double>(), new List<int>());
        for (var seed = 1; seed <= runs; seed++)
        {
            var run = await new BudgetFaultRun(seed).RunAsync(TestContext.Current.CancellationToken);
            output.WriteLine(FormattableString.Invariant($"seed {seed}: {run.Faults}billed ${run.Billed}, booked ${run.Balance.SpentUsd}, cap ${BudgetFaultWorker.Cap}, {run.FrozenDelays.Count} answers while frozen"));
            if (run.Billed > BudgetFaultWorker.Cap || run.Balance.SpentUsd > BudgetFaultWorker.Cap)
            {
                overruns.Add(seed);
            }

            delays.AddRange(run.FrozenDelays);
        }

        Assert.Empty(overruns);
        Assert.NotEmpty(delays);
        delays.Sort();
        output.WriteLine(FormattableString.Invariant($"{runs} runs, {delays.Count} answers while frozen: median {At(0.5):0.00} ms, 99th percentile {At(0.99):0.00} ms, most {delays[^1]:0.00} ms"));

        double At(double share) => delays[(int)(share * (delays.Count - 1))];
    }
}
