using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Skills.Engine;
using Skills.Engine.Testing;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;

namespace Skills.Benchmarks.Table;

/// <summary>Whole executions: without a store, from memory, and over Redis.</summary>
internal sealed class ExecutionContests : IAsyncDisposable
{
    private const int Callers = 64;

    // More misses than a slice can take.
    private const int MostMisses = 40_000;
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(1);

    private readonly TableJob _job;
    private readonly SkillExecutionEngine _engine;
    private readonly PeerProcess _python;
    private readonly FusionCache _fusion = new(new FusionCacheOptions());
    private readonly RedisServerFixture? _server;
    private readonly ConnectionMultiplexer? _connection;
    private readonly SkillExecutionEngine? _shared;
    private JsonElement[] _fresh = [];
    private int _made;
    private int _taken;

    private ExecutionContests(TableJob job, RedisServerFixture? server, ConnectionMultiplexer? connection)
    {
        (_job, _server, _connection) = (job, server, connection);
        _engine = Engine();
        _shared = connection is null ? null : Engine(builder => CachingBench.UseRedis(builder, connection));
        var port = server is null ? (int?)null : int.Parse(server.ConnectionString.Split(',')[0].Split(':')[1], CultureInfo.InvariantCulture);
        _python = new(["/usr/bin/python3", "python3"], "bench/python/pipeline.py", pass => job.ToJson(pass, port));
    }

    public static async Task<ExecutionContests> StartAsync(TableJob job)
    {
        if (RedisServerFixture.WhyUnavailable is { } reason)
        {
            Console.Error.WriteLine($"Redis: not run. {reason}");
            return new(job, null, null);
        }

        var server = await RedisServerFixture.StartAsync();
        return new(job, server, await ConnectionMultiplexer.ConnectAsync(server.ConnectionString));
    }

    public IEnumerable<Contest> All() => [.. Local(), .. _shared is null ? [] : Shared(_shared, _connection!.GetDatabase())];

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        if (_shared is not null)
        {
            await _shared.DisposeAsync();
            await _connection!.DisposeAsync();
            await _server!.DisposeAsync();
        }

        _fusion.Dispose();
    }

    private IEnumerable<Contest> Local()
    {
        var (bypass, inputs) = (new SkillExecutionContext { CacheMode = CacheMode.Bypass }, _job.Inputs[0]);
        yield return Contest.Of("all eight steps, no store", () => Execute(_engine, inputs, bypass), "Python pipeline", _python, "execute");

        var result = Execute(_engine, inputs);
        _fusion.Set("key", result);
        yield return Contest.Of("hit in memory", () => Execute(_engine, inputs), "FusionCache", () => _fusion.GetOrDefault<SkillResult>("key"));
        yield return new(
            $"hit in memory, {Environment.ProcessorCount} callers",
            "one caller",
            () => Cost(RateAsync(Environment.ProcessorCount, () => _engine.ExecuteAsync(_job.Skill, inputs))),
            _ => Cost(RateAsync(1, () => _engine.ExecuteAsync(_job.Skill, inputs))).Nanoseconds);
    }

    private IEnumerable<Contest> Shared(SkillExecutionEngine engine, IDatabase database)
    {
        var inputs = _job.Inputs[0];
        var key = engine.ExplainCacheKey(_job.Skill, inputs).Key!;
        foreach (var callers in (int[])[1, Callers])
        {
            var who = callers == 1 ? "one caller" : $"{callers} callers";
            yield return new(
                $"hit in Redis, {who}",
                "bare GET of the entry",
                () => Cost(RateAsync(callers, () => HitAsync(engine, inputs))),
                _ => Cost(RateAsync(callers, () => database.StringGetAsync(key))).Nanoseconds);
            yield return new(
                $"miss in Redis, {who}",
                "bare round trip",
                () => Cost(RateAsync(callers, () => MissAsync(engine), MakeFresh)),
                _ => Cost(RateAsync(callers, () => database.StringGetAsync("none"))).Nanoseconds);
        }

        yield return new("hit in Redis, one caller", "Python pipeline", () => Cost(RateAsync(1, () => HitAsync(engine, inputs))), pass => _python.Figure(pass, "redis hit"));
        yield return new("miss in Redis, one caller", "Python pipeline", () => Cost(RateAsync(1, () => MissAsync(engine), MakeFresh)), pass => _python.Figure(pass, "redis miss"));
    }

    private async Task HitAsync(SkillExecutionEngine engine, JsonElement inputs) => Checked(await engine.ExecuteAsync(_job.Skill, inputs));

    // Before the clock starts: a caller has its inputs.
    private void MakeFresh() => (_fresh, _taken) = ([.. Enumerable.Range(0, MostMisses).Select(_ => _job.Fresh($"fresh-{_made++}"))], 0);

    private async Task MissAsync(SkillExecutionEngine engine)
    {
        if (Checked(await engine.ExecuteAsync(_job.Skill, _fresh[Interlocked.Increment(ref _taken) - 1])).CacheHit)
        {
            throw new InvalidOperationException("A hit where a miss was measured.");
        }
    }

    private SkillResult Execute(SkillExecutionEngine engine, JsonElement inputs, SkillExecutionContext? context = null) =>
        Checked(engine.ExecuteAsync(_job.Skill, inputs, context).GetAwaiter().GetResult());

    private static SkillResult Checked(SkillResult result) => result.IsSuccess ? result : throw new InvalidOperationException(result.ErrorMessage);

    private SkillExecutionEngine Engine(Action<SkillsEngineBuilder>? more = null) => SkillsEngine.Create(builder =>
    {
        var model = new InstantClient(_job.Reply);
        builder.AddModelClient(model, new FakeModelClient(model.Provider.Name).Model());
        more?.Invoke(builder);
    });

    private static Cost Cost(Task<(double PerSecond, double Bytes)> rate) => new(1e9 / rate.GetAwaiter().GetResult().PerSecond, rate.Result.Bytes);

    // The first slice warms up. Bytes are those of the whole process.
    private static async Task<(double PerSecond, double Bytes)> RateAsync(int callers, Func<Task> operation, Action? prepare = null)
    {
        prepare?.Invoke();
        await SliceAsync(callers, operation);
        prepare?.Invoke();
        var bytes = GC.GetTotalAllocatedBytes();
        var (count, seconds) = await SliceAsync(callers, operation);
        return (count / seconds, (GC.GetTotalAllocatedBytes() - bytes) / (double)count);
    }

    private static async Task<(int Count, double Seconds)> SliceAsync(int callers, Func<Task> operation)
    {
        var count = 0;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(began) < Slice)
            {
                await operation();
                Interlocked.Increment(ref count);
            }
        })));
        return (count, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }
}
