using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;
using StackExchange.Redis;

namespace Skills.Engine.Redis.Tests;

/// <summary>
/// What this executable does when a test starts it again as another process: it runs an engine over the given Redis, obeys
/// lines on its input, answers with lines on its output, and never comes to the tests.
/// </summary>
internal static class CacheWorker
{
    public const string ModeVariable = "SKILLS_TEST_CACHE_WORKER";
    public const string RedisVariable = "SKILLS_TEST_CACHE_REDIS";
    public const string CallsKey = "test:calls";
    public const string TruthKey = "test:truth";

    /// <summary>How many processes have begun all their executions, and how many are to do so before the model answers.</summary>
    public const string BegunKey = "test:begun";
    public const string ExpectedKey = "test:expected";

    /// <summary>How often each process has checked all entries.</summary>
    public const string ChecksKey = "test:checks";
    public const int LeastChecks = 4000;

    public static Skill Skill { get; } = new()
    {
        Id = "shared",
        Name = "shared",
        PromptTemplate = "Say {{ name }}",
        OutputSchema = JsonElement.Parse("""{ "type": "object", "properties": { "version": { "type": "integer" } }, "required": ["version"] }"""),
        Limits = new() { Timeout = TimeSpan.FromMinutes(1) },
    };

    /// <summary>An engine whose model counts its calls in one Redis, if in any, and whose cache is in the same or another.</summary>
    public static async Task<SkillExecutionEngine> EngineAsync(
        string? redis, Func<IDatabase, Task>? whileWorking = null, string? cache = null, Action<SkillsEngineOptions>? configure = null)
    {
        // A connection of the test's own, so that counting calls does not go through what is tested.
        var database = redis is null ? null : (await ConnectionMultiplexer.ConnectAsync(redis)).GetDatabase();
        var model = new FakeModelClient().Respond(async (_, _) =>
        {
            var truth = 0L;
            if (database is not null)
            {
                await database.StringIncrementAsync(CallsKey);
                truth = (long)await database.StringGetAsync(TruthKey);
                await (whileWorking?.Invoke(database) ?? Task.CompletedTask);
            }

            return new() { Text = $$"""{"version":{{truth}}}""", Usage = new() { InputUncached = 10, OutputVisible = 5 } };
        });
        return SkillsEngine.Create(builder =>
        {
            builder.AddModelClient(model, model.Model()).AddRedisCache(cache ?? redis!);
            builder.Services.Configure(configure ?? (static _ => { }));
        });
    }

    public static async Task RunAsync(string mode, string redis)
    {
        await using var engine = await EngineAsync(redis, mode switch
        {
            "hold" => static async _ =>
            {
                Console.WriteLine("holding");
                await Task.Delay(Timeout.InfiniteTimeSpan);
            },
            "read" => null,
            _ => UntilAllHaveBegunAsync,
        });

        // Compiles everything and stands the connection, so that all processes begin in the same moment.
        await engine.ExecuteAsync(Skill with { Cache = new() { Enabled = false }, Id = "warm", PromptTemplate = "warm" }, new { name = "x" }, new() { Model = mode == "hold" ? "none" : null });
        Console.WriteLine("ready");
        Console.ReadLine();

        await (mode == "read" ? ReadAsync(engine, redis) : StampedeAsync(engine, redis));
    }

    // The model answers when every process has begun its executions, so that all their callers wait for it. During the warm-up none is expected.
    private static Task UntilAllHaveBegunAsync(IDatabase database) => Eventually.HoldsAsync(
        async () => (long)await database.StringGetAsync(BegunKey) >= (long)await database.StringGetAsync(ExpectedKey),
        "Another process did not begin its executions.");

    private static async Task StampedeAsync(SkillExecutionEngine engine, string redis)
    {
        var running = Enumerable.Range(0, 500).Select(_ => engine.ExecuteAsync(Skill, new { name = "same" })).ToArray();
        await (await ConnectionMultiplexer.ConnectAsync(redis)).GetDatabase().StringIncrementAsync(BegunKey);
        Console.WriteLine("begun");
        var results = await Task.WhenAll(running);
        Console.WriteLine($"done {results.Count(static r => r.IsSuccess)} {results.Count(static r => r.CacheHit)}");
    }

    // Each line: when the execution began, and which version it was served.
    private static async Task ReadAsync(SkillExecutionEngine engine, string redis)
    {
        var database = (await ConnectionMultiplexer.ConnectAsync(redis)).GetDatabase();
        var stop = Task.Run(Console.ReadLine);
        var samples = new List<string>();
        for (var i = 0; !stop.IsCompleted || samples.Count < LeastChecks; i++)
        {
            var began = DateTime.UtcNow.Ticks;
            var result = await engine.ExecuteAsync(Skill, new { name = $"n{i % 20}" });
            samples.Add(string.Create(CultureInfo.InvariantCulture, $"{began} {(result.IsSuccess ? result.Outputs!.Value.GetProperty("version").GetInt64() : -1)}"));
            if (i % 8 == 0)
            {
                await Task.Yield();
            }

            if (i % 20 == 19)
            {
                await database.HashIncrementAsync(ChecksKey, Environment.ProcessId);
            }
        }

        await Console.Out.WriteLineAsync(string.Join('\n', samples));
        Console.WriteLine("done");
    }
}
