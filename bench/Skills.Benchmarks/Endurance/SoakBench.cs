using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Skills.Benchmarks.Table;
using Skills.Engine;
using Skills.Engine.Testing;
using StackExchange.Redis;

namespace Skills.Benchmarks.Endurance;

/// <summary>
/// Runs executions for a long time at half load, and says whether memory, handles, sockets and threads stay flat: executions without a
/// store, hits and misses in memory, misses over Redis, and calls of a provider over HTTP.
/// </summary>
internal sealed class SoakBench : IAsyncDisposable
{
    private const int Looks = 20;

    // What a part may grow by and still be flat: a tenth, and what a collection, a pool or a timer may still hold.
    private const double Share = 0.1;
    private const long SlackBytes = 8 * 1024 * 1024;
    private const int SlackCount = 8;

    // Misses come back after so many, so that the caches fill and then stay full.
    private const int Texts = 20_000;

    private static readonly SkillExecutionContext Bypass = new() { CacheMode = CacheMode.Bypass };

    private readonly TableJob _job = TableJob.Load();
    private readonly LoopbackProviderServer _http;
    private readonly RedisServerFixture? _redis;
    private readonly ConnectionMultiplexer? _connection;
    private readonly SkillExecutionEngine _local;
    private readonly SkillExecutionEngine? _shared;
    private readonly SkillExecutionEngine _remote;
    private readonly Skill _greet = new() { Id = "greet", Name = "greet", PromptTemplate = "Greet {{ name }}.", Output = new() { Format = OutputFormat.Text } };
    private long _executions;

    private SoakBench(LoopbackProviderServer http, RedisServerFixture? redis, ConnectionMultiplexer? connection)
    {
        (_http, _redis, _connection) = (http, redis, connection);
        http.Respond(static _ => LoopbackReply.Of("Hello."));
        _local = Engine();
        _shared = connection is null ? null : Engine(builder => CachingBench.UseRedis(builder, connection));
        _remote = SkillsEngine.Create(builder => builder.AddOpenAI(o => (o.ApiKey, o.BaseUrl) = ("any", http.OpenAIUrl)));
    }

    /// <returns>0 when all parts stayed flat, else 1.</returns>
    /// <param name="minutes">How long it runs.</param>
    public static async Task<int> RunAsync(double minutes)
    {
        var redis = RedisServerFixture.WhyUnavailable is null ? await RedisServerFixture.StartAsync() : null;
        var connection = redis is null ? null : await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        Console.WriteLine(redis is null ? $"Redis: not run. {RedisServerFixture.WhyUnavailable}" : "Redis: run.");
        await using var soak = new SoakBench(await LoopbackProviderServer.StartAsync(), redis, connection);
        return await soak.WatchAsync(TimeSpan.FromMinutes(minutes));
    }

    public async ValueTask DisposeAsync()
    {
        await _local.DisposeAsync();
        await _remote.DisposeAsync();
        await _http.DisposeAsync();
        if (_shared is not null)
        {
            await _shared.DisposeAsync();
            await _connection!.DisposeAsync();
            await _redis!.DisposeAsync();
        }
    }

    private async Task<int> WatchAsync(TimeSpan time)
    {
        using var end = new CancellationTokenSource(time);
        var load = Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(caller => Task.Run(() => LoadAsync(caller, end.Token))));
        var looks = new List<ProcessFootprint>();
        Console.WriteLine($"{"minute",8}{"executions",14}{"managed KB",14}{"handles",10}{"sockets",10}{"threads",10}");
        var began = Stopwatch.GetTimestamp();
        for (var i = 1; i <= Looks && !load.IsCompleted; i++)
        {
            await Task.WhenAny(load, Task.Delay(time / Looks));
            var look = ProcessFootprint.Now();
            looks.Add(look);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Stopwatch.GetElapsedTime(began).TotalMinutes,8:F1}{Interlocked.Read(ref _executions),14:N0}{look.ManagedBytes / 1024,14:N0}{look.Handles,10}{look.Sockets,10}{look.Threads,10}"));
        }

        await load;
        return Verdict(looks);
    }

    // Works and rests in turn for as long, so that the load is about half of what the machine can do.
    private async Task LoadAsync(int caller, CancellationToken end)
    {
        for (var i = caller; !end.IsCancellationRequested; i++)
        {
            var began = Stopwatch.GetTimestamp();
            for (var k = 0; k < 50; k++)
            {
                await TurnAsync((i * 50) + k);
            }

            await Task.Delay(Stopwatch.GetElapsedTime(began), CancellationToken.None);
        }
    }

    private async Task TurnAsync(int number)
    {
        var text = number * 7919L % Texts;
        var result = (number % 5) switch
        {
            0 => await _local.ExecuteAsync(_job.Skill, _job.Inputs[0], Bypass),
            1 => await _local.ExecuteAsync(_job.Skill, _job.Inputs[number % _job.Inputs.Length]),
            2 => await _local.ExecuteAsync(_job.Skill, _job.Fresh($"text-{text}")),
            3 when _shared is not null => await _shared.ExecuteAsync(_job.Skill, _job.Fresh($"text-{text}")),
            _ => await _remote.ExecuteAsync(_greet, new { name = $"name {text}" }, Bypass),
        };
        _http.Forget();
        if (!result.IsSuccess)
        {
            throw new InvalidOperationException(result.ErrorMessage);
        }

        Interlocked.Increment(ref _executions);
    }

    // The second half beside the end of the first, when caches, pools and compiled code have settled.
    private static int Verdict(List<ProcessFootprint> looks)
    {
        var (settled, late) = (looks[(looks.Count / 4)..(looks.Count / 2)], looks[^(looks.Count / 4)..]);
        var isFlat = IsFlat("managed memory", settled, late, static l => l.ManagedBytes, SlackBytes)
            & IsFlat("handles", settled, late, static l => l.Handles, SlackCount)
            & IsFlat("sockets", settled, late, static l => l.Sockets, SlackCount)
            & IsFlat("threads", settled, late, static l => l.Threads, SlackCount);
        return isFlat ? 0 : 1;
    }

    private static bool IsFlat(string name, List<ProcessFootprint> before, List<ProcessFootprint> after, Func<ProcessFootprint, long> of, long slack)
    {
        var (was, now) = (before.Max(of), after.Min(of));
        var isFlat = now <= was + Math.Max(slack, was * Share);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {was:N0} in the second quarter, {now:N0} in the last: {(isFlat ? "flat" : "grows")}"));
        return isFlat;
    }

    private SkillExecutionEngine Engine(Action<SkillsEngineBuilder>? more = null) => SkillsEngine.Create(builder =>
    {
        var model = new InstantClient(_job.Reply);
        builder.AddModelClient(model, new FakeModelClient(model.Provider.Name).Model());
        more?.Invoke(builder);
    });
}
