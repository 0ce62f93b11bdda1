using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Redis.Connections;
using Skills.Engine.Testing;

namespace Skills.Engine.Redis.Tests.Routing;

/// <summary>Budgets on a real server, from this process and from four others.</summary>
public sealed class RedisBudgetTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string WorkerServer = "SKILLS_BUDGET_WORKER";
    private const string SpendingWorker = nameof(ABudgetWorkerSpends);
    private const string LostWorker = nameof(ABudgetWorkerIsLost);
    private const string WorkerResult = "SKILLS_BUDGET_WORKER_RESULT";
    private static readonly BudgetLine Dollar = new("tenant:t:2026-11-22", 1, TimeSpan.FromHours(1));
    private RedisServerFixture _server = null!;
    private ServiceProvider _services = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IBudgetStore Store => _services.GetRequiredService<IBudgetStore>();

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable(WorkerServer) is null)
        {
            RedisTest.RequireServer();
            _server = await RedisServerFixture.StartAsync(RedisRights.Server);
            _services = RoutingServices.Of(_server.ConnectionString + RedisRights.User);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _services.DisposeAsync();
            await _server.DisposeAsync();
        }
    }

    [Fact]
    public async Task FourProcessesWithTwoHundredCallersSpendNoMoreThanADollar()
    {
        // The Redis fixture is this process's; the others are this test program again, running the worker below only.
        var results = Enumerable.Range(0, 4).Select(static i => Path.Combine(Path.GetTempPath(), $"skills-budget-{Environment.ProcessId}-{i}")).ToList();
        var workers = results.ConvertAll(r => StartWorker(SpendingWorker, r));
        foreach (var worker in workers)
        {
            await worker.WaitForExitAsync(Cancel).WaitAsync(TimeSpan.FromMinutes(2), Cancel);
            worker.Dispose();
        }

        var spent = results.Select(static f => decimal.Parse(File.ReadAllText(f), CultureInfo.InvariantCulture)).ToList();
        results.ForEach(File.Delete);
        var balance = await Store.ReadAsync(Dollar, Cancel);

        output.WriteLine($"spent by process: {string.Join(", ", spent)}; together ${spent.Sum()}, the server says ${balance.SpentUsd}, reserved ${balance.ReservedUsd}");
        Assert.InRange(spent.Count(static s => s > 0), 2, 4);
        Assert.InRange(spent.Sum(), 0.5m, 1.00m);
        Assert.Equal(spent.Sum(), balance.SpentUsd);
        Assert.Equal(0, balance.ReservedUsd);
    }

    [Fact]
    public async Task ABudgetWorkerSpends()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable(WorkerServer) is null, "Runs as a process of its own, started by the test of four processes.");

        await using var services = RoutingServices.Of(Environment.GetEnvironmentVariable(WorkerServer)!);
        var store = services.GetRequiredService<IBudgetStore>();
        await WaitForTheOthersAsync(services);
        var spent = 0L;
        var calls = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 50), new ParallelOptions { MaxDegreeOfParallelism = 50, CancellationToken = Cancel }, async (_, cancel) =>
        {
            while (true)
            {
                var call = Interlocked.Increment(ref calls);
                var id = $"{Environment.ProcessId}-{call}";
                if (await store.ReserveAsync(new(id, 0.02m, TimeSpan.FromMinutes(1)), [Dollar], cancel) is null)
                {
                    // A call takes its time, so that callers of all processes stand at the door.
                    var tenThousandths = 1 + (call * 37 % 200);
                    await Task.Delay(20, cancel);
                    Interlocked.Add(ref spent, tenThousandths);
                    await store.SettleAsync(id, tenThousandths / 10_000m, [Dollar], cancel);
                }
                else if ((await store.ReadAsync(Dollar, cancel)).ReservedUsd == 0)
                {
                    return;
                }

                await Task.Delay(10, cancel);
            }
        });

        await File.WriteAllTextAsync(Environment.GetEnvironmentVariable(WorkerResult)!, (spent / 10_000m).ToString(CultureInfo.InvariantCulture), Cancel);
    }

    [Fact]
    public async Task AllOrNothingOverSeveralBudgets()
    {
        var large = new BudgetLine("all::2026-11-22", 10, TimeSpan.FromHours(1));

        var shortage = await Store.ReserveAsync(new("a", 2, TimeSpan.FromMinutes(1)), [large, Dollar], Cancel);

        Assert.Equal((Dollar, 1m), (shortage!.Budget, shortage.LeftUsd));
        Assert.Equal(new BudgetBalance(0, 0), await Store.ReadAsync(large, Cancel));
    }

    [Fact]
    public async Task WhatTenLostProcessesReservedCountsAsSpent()
    {
        // Ten processes reserve a tenth of the budget each, and are killed in the middle of their run.
        var workers = Enumerable.Range(0, 10).Select(_ => StartWorker(LostWorker, result: "")).ToList();
        foreach (var worker in workers)
        {
            await worker.WaitForExitAsync(Cancel).WaitAsync(TimeSpan.FromMinutes(2), Cancel);
            Assert.NotEqual(0, worker.ExitCode);
            worker.Dispose();
        }

        var held = await Store.ReadAsync(Dollar, Cancel);
        Assert.Equal(10, (await _services.GetRequiredService<RedisConnection>().DatabaseAsync(Cancel)).StringGet("skills:lost"));
        Assert.InRange(held.ReservedUsd, 0.1m, 1);
        Assert.NotNull(await Store.ReserveAsync(new("next", 1, TimeSpan.FromMinutes(1)), [Dollar], Cancel));

        // The server's clock decides, so the test asks until the promises have lapsed. What the lost have paid is not known.
        await Eventually.HoldsAsync(async () => await Store.ReadAsync(Dollar, Cancel) == new BudgetBalance(1, 0), "The lost still hold the budget.");

        output.WriteLine($"held by the lost when the last had died: ${held.ReservedUsd}");
        Assert.Equal(0, (await Store.ReserveAsync(new("next", 0.01m, TimeSpan.FromMinutes(1)), [Dollar], Cancel))!.LeftUsd);
    }

    [Fact]
    public async Task ABudgetWorkerIsLost()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable(WorkerServer) is null, "Runs as a process of its own, started by the test of ten lost processes.");

        await using var services = RoutingServices.Of(Environment.GetEnvironmentVariable(WorkerServer)!);
        Assert.Null(await services.GetRequiredService<IBudgetStore>().ReserveAsync(new($"lost-{Environment.ProcessId}", 0.1m, TimeSpan.FromSeconds(25)), [Dollar], Cancel));
        await (await services.GetRequiredService<RedisConnection>().DatabaseAsync(Cancel)).StringIncrementAsync("skills:lost");
        Process.GetCurrentProcess().Kill();
    }

    [Theory]
    [InlineData("79228162514264337593543950335")]
    [InlineData("9000000.5")]
    public async Task AnAmountBeyondAllMeasureFitsNoBudgetAndBreaksNone(string amount)
    {
        var usd = decimal.Parse(amount, CultureInfo.InvariantCulture);
        var huge = new BudgetLine("all::ever", decimal.MaxValue, TimeSpan.FromDays(3650));

        Assert.NotNull(await Store.ReserveAsync(new("a", usd, TimeSpan.FromMinutes(1)), [huge, Dollar], Cancel));
        await Store.SettleAsync("b", usd, [huge], Cancel);

        Assert.InRange((await Store.ReadAsync(huge, Cancel)).SpentUsd, 9_000_000, 9_000_001);
        Assert.Null(await Store.ReserveAsync(new("c", 0.5m, TimeSpan.FromMinutes(1)), [Dollar], Cancel));
    }

    [Fact]
    public async Task ARaisedReservationTakesTheDifferenceOnly()
    {
        Assert.Null(await Store.ReserveAsync(new("a", 0.4m, TimeSpan.FromMinutes(1)), [Dollar], Cancel));
        Assert.Null(await Store.ReserveAsync(new("a", 0.9m, TimeSpan.FromMinutes(1)), [Dollar], Cancel));
        Assert.Equal(0.9m, (await Store.ReadAsync(Dollar, Cancel)).ReservedUsd);
        Assert.NotNull(await Store.ReserveAsync(new("a", 1.1m, TimeSpan.FromMinutes(1)), [Dollar], Cancel));
    }

    [Fact]
    public async Task ASettlementRepeatedAfterATimeoutBooksOnce()
    {
        await Store.ReserveAsync(new("a", 0.4m, TimeSpan.FromMinutes(1)), [Dollar], Cancel);
        await Store.SettleAsync("a", 0.3m, [Dollar], Cancel);
        await Store.SettleAsync("a", 0.3m, [Dollar], Cancel);

        Assert.Equal(new BudgetBalance(0.3m, 0), await Store.ReadAsync(Dollar, Cancel));
    }

    [Fact]
    public async Task ABudgetIsUsedToItsLastBillionth()
    {
        Assert.Null(await Store.ReserveAsync(new("a", 0.4m, TimeSpan.FromMinutes(1)), [Dollar], Cancel));
        Assert.NotNull(await Store.ReserveAsync(new("b", 0.600000001m, TimeSpan.FromMinutes(1)), [Dollar], Cancel));
        Assert.Null(await Store.ReserveAsync(new("b", 0.6m, TimeSpan.FromMinutes(1)), [Dollar], Cancel));

        var shortage = await Store.ReserveAsync(new("c", 0.000000001m, TimeSpan.FromMinutes(1)), [Dollar], Cancel);

        Assert.Equal((0m, 1m), (shortage!.LeftUsd, shortage.ReservedUsd));
    }

    /// <summary>Rounding never makes a budget larger: amounts are rounded up, limits down.</summary>
    [Fact]
    public async Task PartsOfABillionthCountAgainstTheCaller()
    {
        var line = Dollar with { LimitUsd = 1.0000000009m };
        Assert.Null(await Store.ReserveAsync(new("a", 0.9999999981m, TimeSpan.FromMinutes(1)), [line], Cancel));

        Assert.Equal(new BudgetBalance(0, 0.999999999m), await Store.ReadAsync(line, Cancel));
        Assert.Null(await Store.ReserveAsync(new("b", 0.0000000001m, TimeSpan.FromMinutes(1)), [line], Cancel));
        Assert.NotNull(await Store.ReserveAsync(new("c", 0.0000000001m, TimeSpan.FromMinutes(1)), [line], Cancel));

        await Store.SettleAsync("a", 0.0000000001m, [line], Cancel);

        Assert.Equal(new BudgetBalance(0.000000001m, 0.000000001m), await Store.ReadAsync(line, Cancel));
    }

    /// <summary>What a lapsed reservation is booked at is its own, so it does not stand in the way of its renewal.</summary>
    [Fact]
    public async Task ALapsedReservationThatIsMadeAgainCountsOnce()
    {
        await Store.ReserveAsync(new("a", 0.6m, TimeSpan.FromMilliseconds(1)), [Dollar], Cancel);
        await Eventually.HoldsAsync(async () => (await Store.ReadAsync(Dollar, Cancel)).ReservedUsd == 0, "The reservation did not lapse.");
        Assert.NotNull(await Store.ReserveAsync(new("b", 0.5m, TimeSpan.FromMinutes(1)), [Dollar], Cancel));

        Assert.Null(await Store.ReserveAsync(new("a", 0.8m, TimeSpan.FromMinutes(1)), [Dollar], Cancel));

        Assert.Equal(new BudgetBalance(0, 0.8m), await Store.ReadAsync(Dollar, Cancel));
    }

    private static async Task WaitForTheOthersAsync(ServiceProvider services)
    {
        var database = await services.GetRequiredService<RedisConnection>().DatabaseAsync(Cancel);
        await database.StringIncrementAsync("ready");
        await Eventually.HoldsAsync(async () => (long)await database.StringGetAsync("ready") >= 4, "The other processes did not start.");
    }

    private Process StartWorker(string worker, string result)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(RedisBudgetTests).Assembly.Location);
        }

        start.ArgumentList.Add("--filter-method");
        start.ArgumentList.Add("*" + worker);
        start.Environment[WorkerServer] = _server.ConnectionString;
        start.Environment[WorkerResult] = result;
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
