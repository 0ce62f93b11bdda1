using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Skills.Engine.Testing;

namespace Skills.Engine.Redis.Tests.Routing;

/// <summary>A real server that dies, freezes or loses its data while executions are paid: the cap holds, and no answer waits.</summary>
public sealed class RedisBudgetLossTests(ITestOutputHelper output) : IAsyncLifetime
{
    // 1,000 input tokens at $1 and 750 output tokens at $2 per million.
    private const decimal OneCall = 0.0025m;
    private const decimal Cap = 0.10m;
    private static readonly BudgetLine Line = new("tenant:t:ever", Cap, TimeSpan.FromDays(3650));

    private readonly ConcurrentQueue<string> _errors = new();
    private RedisServerFixture _server = null!;
    private int _billed;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        RedisTest.RequireServer();
        _server = await RedisServerFixture.StartAsync("--appendonly", "yes", "--appendfsync", "always");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task WhatIsPaidWhileTheServerIsDeadIsBookedWhenItIsBack()
    {
        await using var host = Host(TimeSpan.FromMilliseconds(300));
        var wave = Enumerable.Range(0, 14).Select(_ => RunAsync(host)).ToList();
        await Eventually.HoldsAsync(() => Task.FromResult(Volatile.Read(ref _billed) == 14), "The models were not asked.");
        _server.Kill();

        var answers = await Task.WhenAll(wave);
        Assert.All(answers, static a => Assert.True(a.IsSuccess, a.ErrorMessage));
        await _server.RestartAsync();
        await Eventually.HoldsAsync(async () => (await BalanceAsync(host)) == new BudgetBalance(14 * OneCall, 0), "What was spent is not booked.");

        await SpendAllAsync(host);
        Assert.Equal(Cap, _billed * OneCall);
    }

    [Fact]
    public async Task AnAnswerAndACancellationDoNotWaitForAFrozenServer()
    {
        await using var host = Host(TimeSpan.FromMilliseconds(300));
        await RunAsync(host);
        var running = RunAsync(host);
        using var leaves = new CancellationTokenSource();
        var left = host.GetRequiredService<SkillExecutionEngine>().ExecuteAsync(Some(), context: new() { TenantId = "t" }, cancellationToken: leaves.Token);
        await Eventually.HoldsAsync(() => Task.FromResult(Volatile.Read(ref _billed) == 3), "The models were not asked.");
        _server.Pause();
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            deadline.CancelAfter(TimeSpan.FromSeconds(1.3));
            await leaves.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left.WaitAsync(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));
            var answer = await running.WaitAsync(deadline.Token);

            Assert.True(answer.IsSuccess);
            var refused = await RunAsync(host);
            Assert.Equal(("budget.unavailable", TimeSpan.FromSeconds(5)), (Assert.Single(refused.Errors).Code, refused.RetryAfter));
        }
        finally
        {
            _server.Resume();
        }

        // The canceled try may have been billed, so it is booked at its worst case.
        await Eventually.HoldsAsync(async () => await BalanceAsync(host) is { ReservedUsd: 0, SpentUsd: > 2 * OneCall }, "What was spent is not booked.");
    }

    [Fact]
    public async Task AServerThatLostItsDataGivesNoBudgetAgain()
    {
        await using var first = Host(TimeSpan.FromMilliseconds(1));
        await using var second = Host(TimeSpan.FromMilliseconds(600));
        for (var i = 0; i < 10; i++)
        {
            Assert.True((await RunAsync(first)).IsSuccess);
        }

        await Eventually.HoldsAsync(async () => (await BalanceAsync(first)).SpentUsd == 10 * OneCall, "Nothing is booked.");
        var underWay = Enumerable.Range(0, 10).Select(_ => RunAsync(second)).ToList();
        await Eventually.HoldsAsync(() => Task.FromResult(Volatile.Read(ref _billed) == 20), "The models were not asked.");
        for (var i = 0; i < 3; i++)
        {
            await FlushAsync();
            await RunAsync(first);
            await RunAsync(second);
        }

        await Task.WhenAll(underWay);
        await Eventually.HoldsAsync(async () => (await RunAsync(first)).Errors is not [{ Code: "budget.unavailable" }], "The budgets were not restored.");
        await SpendAllAsync(first);
        await SpendAllAsync(second);

        output.WriteLine($"{_billed} calls billed, ${_billed * OneCall}; {_errors.Count} errors logged");
        Assert.Equal(Cap, _billed * OneCall);
        Assert.Contains(_errors, static e => e.Contains("lost counters of budgets", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ALapsedReservationIsBookedAtItsWorstCaseUntilALateSettlement()
    {
        await using var host = Host(TimeSpan.Zero);
        var store = host.GetRequiredService<IBudgetStore>();
        Assert.Null(await store.ReserveAsync(new("lost", 0.06m, TimeSpan.FromMilliseconds(50)), [Line], Cancel));
        await Eventually.HoldsAsync(async () => await BalanceAsync(host) == new BudgetBalance(0.06m, 0), "The reservation did not lapse.");

        Assert.NotNull(await store.ReserveAsync(new("next", 0.05m, TimeSpan.FromMinutes(1)), [Line], Cancel));
        await store.SettleAsync("lost", 0.01m, [Line], Cancel);
        await store.SettleAsync("lost", 0.01m, [Line], Cancel);

        Assert.Equal(new BudgetBalance(0.01m, 0), await BalanceAsync(host));
        Assert.Null(await store.ReserveAsync(new("next", 0.09m, TimeSpan.FromMinutes(1)), [Line], Cancel));
    }

    [Fact]
    public async Task ManySmallCallsAtOnceAreAllServedUnderASmallBudget()
    {
        // Worst case 4,096 output tokens: a dozen fit at a time.
        await using var first = Host(TimeSpan.FromMilliseconds(20), output: 10);
        await using var second = Host(TimeSpan.FromMilliseconds(20), output: 10);

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).SelectMany(_ => new[] { RunAsync(first), RunAsync(second) }));

        Assert.All(answers, static a => Assert.True(a.IsSuccess, a.ErrorMessage));
        await Eventually.HoldsAsync(async () => (await BalanceAsync(first)).ReservedUsd == 0, "Reservations are left.");
        Assert.Equal(120 * ((1000m * 1) + (10 * 2)) / 1_000_000, (await BalanceAsync(first)).SpentUsd);
    }

    // The clients of the engine may not do this.
    private async Task FlushAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", _server.Port, Cancel);
        var stream = client.GetStream();
        await stream.WriteAsync("FLUSHALL\r\n"u8.ToArray(), Cancel);
        var answer = new byte[16];
        Assert.Equal("+OK\r\n", Encoding.ASCII.GetString(answer, 0, await stream.ReadAsync(answer, Cancel)));
    }

    private static Skill Some() => new()
    {
        Id = "s",
        Name = "S",
        PromptTemplate = "hello",
        Cache = new() { Enabled = false },
        Limits = new() { Timeout = TimeSpan.FromSeconds(20) },
    };

    private static Task<SkillResult> RunAsync(ServiceProvider host) =>
        host.GetRequiredService<SkillExecutionEngine>().ExecuteAsync(Some(), context: new() { TenantId = "t" }, cancellationToken: Cancel);

    private static async Task<BudgetBalance> BalanceAsync(ServiceProvider host)
    {
        try
        {
            return await host.GetRequiredService<IBudgetStore>().ReadAsync(Line, Cancel);
        }
        catch (Exception e) when (e is StackExchange.Redis.RedisException or TimeoutException)
        {
            return new(-1, -1);
        }
    }

    // Until the budget itself refuses; what cannot be checked for a moment is asked again.
    private static async Task SpendAllAsync(ServiceProvider host) => await Eventually.HoldsAsync(
        async () => (await RunAsync(host)).Errors is [{ Code: "budget.exceeded" }], "The budget was never used up.");

    private ServiceProvider Host(TimeSpan latency, int output = 750)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddLogging(logging => logging.AddProvider(new ErrorCollector(_errors)));
        var model = new FakeModelClient();
        model.Respond(async (_, token) =>
        {
            Interlocked.Increment(ref _billed);
            await Task.Delay(latency, token);
            return new() { Text = "ok", Usage = new() { InputUncached = 1000, OutputVisible = output } };
        });
        services.AddSkillsEngine(o =>
        {
            o.Catalog.Embedded = false;
            o.DefaultMaxOutputTokens = output == 10 ? 4096 : 750;
            o.Routing.Budgets.Limits.Add(new() { Scope = BudgetScope.Tenant, Period = BudgetPeriod.Ever, LimitUsd = output == 10 ? 0.10m + 0.03m : Cap });
        }).AddModelClient(model, model.Model() with { Prices = [new() { Input = 1, Output = 2 }] }).AddRedisRouting(_server.ConnectionString);
        return services.BuildServiceProvider();
    }

    private sealed class ErrorCollector(ConcurrentQueue<string> errors) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Error)
            {
                errors.Enqueue(formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }
    }
}
