using System.Globalization;

namespace Skills.Engine.Redis.Tests.Routing;

/// <summary>Three processes, one budget, and a Redis that is killed, frozen and emptied during calls. <c>.ci/long</c> makes fifty runs of it and prints how long answers took meanwhile.</summary>
public sealed class RedisBudgetFaultTests(ITestOutputHelper output)
{
    private const string RunsVariable = "SKILLS_FAULT_RUNS";

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, int.Parse(Environment.GetEnvironmentVariable(RunsVariable) ?? "1", CultureInfo.InvariantCulture))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task TheCapHoldsToTheCent(int seed)
    {
        RedisTest.RequireServer();
        var run = await new BudgetFaultRun(seed).RunAsync(TestContext.Current.CancellationToken);

        var delays = run.FrozenDelays.Order().ToList();
        var late = delays.Count == 0 ? "" : FormattableString.Invariant($": median {delays[delays.Count / 2]:0.00} ms, most {delays[^1]:0.00} ms");
        output.WriteLine(FormattableString.Invariant($"seed {seed}: {run.Faults}billed ${run.Billed}, booked ${run.Balance.SpentUsd}, cap ${BudgetFaultWorker.Cap}, {delays.Count} answers while frozen{late}"));
        Assert.InRange(run.Billed, BudgetFaultWorker.OneCall, BudgetFaultWorker.Cap);
        Assert.InRange(run.Balance.SpentUsd, run.Billed, BudgetFaultWorker.Cap);
    }
}
