using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Redis.Tests.Routing;

/// <summary>
/// One seeded run: three processes spend one budget while their Redis is killed, frozen and emptied. Begin and length of each fault are
/// drawn from the seed; each kind comes once, in an order that the seed decides.
/// </summary>
internal sealed class BudgetFaultRun(int seed)
{
    private const int Processes = 3;

    // More than are under way at once, so that calls were made after the last fault too.
    private const int CallsBetweenFaults = 25;

    private readonly Random _random = new(seed);
    private readonly List<(long From, long To)> _frozen = [];

    /// <summary>Gets the faults in their order.</summary>
    public string Faults { get; private set; } = "";

    /// <summary>Gets what the models billed, all processes together.</summary>
    public decimal Billed { get; private set; }

    /// <summary>Gets what the store says was spent and is reserved in the end.</summary>
    public BudgetBalance Balance { get; private set; } = new(0, 0);

    /// <summary>Gets the milliseconds from a model's reply to the answer, where Redis was frozen at the reply.</summary>
    public List<double> FrozenDelays { get; } = [];

    public async Task<BudgetFaultRun> RunAsync(CancellationToken cancellationToken)
    {
        await using var server = await RedisServerFixture.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        var workers = await Task.WhenAll(Enumerable.Range(0, Processes).Select(_ => WorkerProcess.StartAsync(BudgetFaultWorker.Mode, server.ConnectionString)));
        try
        {
            foreach (var worker in workers)
            {
                worker.Tell("go");
            }

            var kinds = (Func<RedisServerFixture, CancellationToken, Task>[])[KillAsync, FreezeAsync, FlushAsync];
            _random.Shuffle(kinds);
            await using var host = RoutingServices.Of(server.ConnectionString);
            var store = host.GetRequiredService<IBudgetStore>();
            foreach (var fault in kinds)
            {
                await SpendingAsync(store, cancellationToken);
                await WaitAsync(10, 300, cancellationToken);
                await fault(server, cancellationToken);
            }

            Read(await Task.WhenAll(workers.Select(static w => w.WaitForAsync("done"))));
            await SettledAsync(store, cancellationToken);
            return this;
        }
        finally
        {
            foreach (var worker in workers)
            {
                await worker.DisposeAsync();
            }
        }
    }

    private async Task KillAsync(RedisServerFixture server, CancellationToken cancellationToken)
    {
        Faults += "kill ";
        server.Kill();
        await WaitAsync(100, 1500, cancellationToken);
        await server.RestartAsync();
    }

    private async Task FreezeAsync(RedisServerFixture server, CancellationToken cancellationToken)
    {
        Faults += "freeze ";
        server.Pause();
        var from = Stopwatch.GetTimestamp();
        await WaitAsync(300, 2500, cancellationToken);
        _frozen.Add((from, Stopwatch.GetTimestamp()));
        server.Resume();
    }

    // The clients of the engine may not do this.
    private async Task FlushAsync(RedisServerFixture server, CancellationToken cancellationToken)
    {
        Faults += "flush ";
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Port, cancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync("FLUSHALL\r\n"u8.ToArray(), cancellationToken);
        var answer = new byte[16];
        Assert.Equal("+OK\r\n", Encoding.ASCII.GetString(answer, 0, await stream.ReadAsync(answer, cancellationToken)));
    }

    private Task WaitAsync(int least, int most, CancellationToken cancellationToken) => Task.Delay(_random.Next(least, most), cancellationToken);

    // Stopwatch counts the same on all processes of a machine.
    private void Read(IReadOnlyList<string>[] ends)
    {
        foreach (var line in ends.SelectMany(static e => e).Select(static l => l.Split(' ')))
        {
            if (line is ["done", var calls])
            {
                Billed += int.Parse(calls, CultureInfo.InvariantCulture) * BudgetFaultWorker.OneCall;
            }
            else if (line is ["delay", var at, var milliseconds] && long.Parse(at, CultureInfo.InvariantCulture) is var reply && _frozen.Exists(f => f.From <= reply && reply < f.To))
            {
                FrozenDelays.Add(double.Parse(milliseconds, CultureInfo.InvariantCulture));
            }
        }
    }

    // Calls are made, and some since the last fault.
    private async Task SpendingAsync(IBudgetStore store, CancellationToken cancellationToken)
    {
        decimal? from = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                var spent = (await BalanceAsync(store, cancellationToken))?.SpentUsd;
                from = from is null || spent < from ? spent : from;
                return spent >= from + (CallsBetweenFaults * BudgetFaultWorker.OneCall);
            },
            $"Seed {seed}: nothing is spent after {Faults}.");
    }

    private Task SettledAsync(IBudgetStore store, CancellationToken cancellationToken) => Eventually.HoldsAsync(
        async () => (Balance = await BalanceAsync(store, cancellationToken) ?? Balance) is { ReservedUsd: 0 } balance && balance.SpentUsd >= Billed,
        () => $"Seed {seed}: billed ${Billed}, booked ${Balance.SpentUsd}, reserved ${Balance.ReservedUsd}.");

    // Null while the server does not answer.
    private static async Task<BudgetBalance?> BalanceAsync(IBudgetStore store, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ReadAsync(BudgetFaultWorker.Line, cancellationToken);
        }
        catch (Exception e) when (e is StackExchange.Redis.RedisException or TimeoutException)
        {
            return null;
        }
    }
}
