using System.Diagnostics;
using System.Globalization;
using Skills.Engine.Testing;
using StackExchange.Redis;

namespace Skills.Engine.Redis.Tests;

/// <summary>Everything that can be wrong with Redis: executions succeed, are not held up, and the store is used again when it is well.</summary>
public sealed class FaultTableTests(ITestOutputHelper output)
{
    private const int Executions = 200;

    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task NoServerAtStart()
    {
        RedisTest.RequireServer();
        await using var counting = await RedisServerFixture.StartAsync();
        await using var server = await RedisServerFixture.StartAsync();
        server.Kill();
        await using var engine = await CacheWorker.EngineAsync(counting.ConnectionString, null, server.ConnectionString);

        await SurvivesAsync("stopped at start", engine, () => server.RestartAsync());
    }

    [Fact]
    public Task KilledInTheMiddle() => RealAsync("killed mid-run", static s => Do(s.Kill), static s => s.RestartAsync());

    [Fact]
    public Task FrozenInTheMiddle() => RealAsync("SIGSTOP", static s => Do(s.Pause), static s => Do(s.Resume));

    [Fact]
    public Task RestartedEmpty() => RealAsync("restarted empty", static s => s.RestartAsync(), static _ => Task.CompletedTask);

    [Fact]
    public Task MemoryUsedUp() => RealAsync(
        "maxmemory, noeviction", static s => CommandAsync(s, "CONFIG", "SET", "maxmemory", "1"), static s => CommandAsync(s, "CONFIG", "SET", "maxmemory", "0"));

    [Fact]
    public Task TurnedIntoAReadOnlyReplica() => RealAsync(
        "read-only replica", static s => CommandAsync(s, "REPLICAOF", "127.0.0.1", "1"), static s => CommandAsync(s, "REPLICAOF", "NO", "ONE"));

    [Fact]
    public async Task WrongPassword()
    {
        RedisTest.RequireServer();
        await using var server = await RedisServerFixture.StartAsync();
        await CommandAsync(server, "CONFIG", "SET", "requirepass", "right");
        await using var engine = await CacheWorker.EngineAsync($"{server.ConnectionString},password=right", null, $"{server.ConnectionString},password=wrong,connectTimeout=1000");

        await SurvivesAsync("wrong password", engine, lift: null);
    }

    [Theory]
    [InlineData("LOADING", "-LOADING Redis is loading the dataset in memory\r\n")]
    [InlineData("MOVED", "-MOVED 3999 127.0.0.1:1\r\n")]
    [InlineData("CLUSTERDOWN", "-CLUSTERDOWN The cluster is down\r\n")]
    [InlineData("NOPERM", "-NOPERM this user has no permissions to run the command\r\n")]
    [InlineData("NOAUTH", "-NOAUTH Authentication required.\r\n")]
    [InlineData("BUSY", "-BUSY Redis is busy running a script\r\n")]
    [InlineData("READONLY", "-READONLY You can't write against a read only replica.\r\n")]
    [InlineData("OOM", "-OOM command not allowed when used memory > 'maxmemory'.\r\n")]
    [InlineData("NOREPLICAS", "-NOREPLICAS Not enough good replicas to write.\r\n")]
    [InlineData("WRONGTYPE", "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n")]
    [InlineData("an entry of garbage", "$7\r\ngarbage\r\n")]
    [InlineData("no protocol at all", "?!\r\n")]
    [InlineData("closed connection", "")]
    [InlineData("no answer", null)]
    public async Task ScriptedAnswers(string fault, string? answer)
    {
        await using var server = new ScriptedRedis();
        await using var counting = new ScriptedRedis { Answer = ":1\r\n" };
        await using var engine = await CacheWorker.EngineAsync(counting.ConnectionString, null, server.ConnectionString);
        await ExecuteAsync(engine, "before", 3);
        server.Answer = answer;

        await SurvivesAsync("scripted: " + fault, engine, lift: null);

        Assert.True(server.DataCommandsSeen > 0);
    }

    [Fact]
    public async Task SlowByTwoSeconds()
    {
        await using var server = new ScriptedRedis { Delay = TimeSpan.FromSeconds(2) };
        await using var counting = new ScriptedRedis { Answer = ":1\r\n" };
        await using var engine = await CacheWorker.EngineAsync(counting.ConnectionString, null, server.ConnectionString);

        await SurvivesAsync("2 s slow", engine, lift: null);
    }

    private async Task RealAsync(string fault, Func<RedisServerFixture, Task> inject, Func<RedisServerFixture, Task> lift)
    {
        RedisTest.RequireServer();
        await using var counting = await RedisServerFixture.StartAsync();
        await using var server = await RedisServerFixture.StartAsync();
        await using var engine = await CacheWorker.EngineAsync(counting.ConnectionString, null, server.ConnectionString);
        await ExecuteAsync(engine, "before", 20);
        await inject(server);

        await SurvivesAsync(fault, engine, () => lift(server));
    }

    private async Task SurvivesAsync(string fault, SkillExecutionEngine engine, Func<Task>? lift)
    {
        var added = await ExecuteAsync(engine, "during", Executions);
        TimeSpan? recovery = lift is null ? null : await RecoverAsync(engine, lift);

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"FAULT | {fault} | {added.Count} of {added.Count} | p50 {added[added.Count / 2]:F2} ms | p99 {added[added.Count * 99 / 100]:F1} ms | most {added[^1]:F1} ms | {(recovery is { } r ? $"{r.TotalSeconds:F1} s" : "–")}"));
        Assert.True(added[^1] < Generous.TotalMilliseconds, $"An execution was held up for {added[^1]} ms.");
    }

    /// <summary>Half new and half repeated executions, one after another; what the cache added to each, in order of size.</summary>
    private static async Task<List<double>> ExecuteAsync(SkillExecutionEngine engine, string phase, int count)
    {
        var added = new List<double>();
        for (var i = 0; i < count; i++)
        {
            var result = await engine.ExecuteAsync(CacheWorker.Skill, new { name = $"{phase} {i / 2}" }, cancellationToken: TestContext.Current.CancellationToken);
            Assert.True(result.IsSuccess, result.ErrorMessage);
            Assert.Equal(i % 2 == 1, result.CacheHit);
            added.Add(result.StepTimings.GetValueOrDefault(SkillStep.LookUpCache) + result.StepTimings.GetValueOrDefault(SkillStep.StoreResult));
        }

        added.Sort();
        return added;
    }

    // Well again when results reach the store.
    private static async Task<TimeSpan> RecoverAsync(SkillExecutionEngine engine, Func<Task> lift)
    {
        await lift();
        var began = Stopwatch.GetTimestamp();
        var written = engine.CacheStatistics.BytesWritten;
        for (var i = 0; engine.CacheStatistics.BytesWritten == written; i++)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(1), "The store was not used again.");
            await engine.ExecuteAsync(CacheWorker.Skill, new { name = $"after {i}" }, cancellationToken: TestContext.Current.CancellationToken);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        return Stopwatch.GetElapsedTime(began);
    }

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private static async Task CommandAsync(RedisServerFixture server, string command, params object[] arguments)
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString + ",allowAdmin=true");
        await connection.GetDatabase().ExecuteAsync(command, arguments);
    }
}
