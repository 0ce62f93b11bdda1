using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Skills.Engine;
using Skills.Engine.Caching;
using Skills.Engine.Testing;
using StackExchange.Redis;

namespace Skills.Benchmarks;

/// <summary>Hits from memory and from Redis as whole executions, beside a bare GET of the same bytes; and the key by itself.</summary>
internal static class CachingBench
{
    // Measured for the predecessor on two cores: hits from Redis, plain and with everything compiled once.
    private const int PredecessorHits = 198;
    private const int PredecessorTunedHits = 1148;

    public static void Run()
    {
        var folder = BenchData.PathOf("execute");
        using var cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "inputs-and-prompts.json")));
        var inputs = cases.RootElement.EnumerateArray().Select(static row => row.GetProperty("inputs").Clone()).ToArray();
        var skill = SkillOf(JsonElement.Parse(File.ReadAllBytes(Path.Combine(folder, "skill.json"))));
        var reply = File.ReadAllText(Path.Combine(folder, "reply.json.txt"));

        Console.WriteLine($"{"",-44}{"least",12}{"allocated",13}");
        Key(skill, inputs[0]);
        using (var engine = Engine(reply))
        {
            Memory(engine, skill, inputs[0]);
            Throughput(engine, skill, inputs);
        }

        if (RedisServerFixture.WhyUnavailable is { } reason)
        {
            Console.WriteLine($"Redis: not run. {reason}");
            return;
        }

        RedisAsync(skill, inputs[0], reply).GetAwaiter().GetResult();
    }

    private static void Key(Skill skill, JsonElement inputs)
    {
        using var cache = new SkillCache(Options.Create(new SkillsEngineOptions()), TimeProvider.System);
        var request = new CacheRequest(skill, "hash", inputs, new(), new(), null);
        var tag = CacheKey.HashTag(null, skill.Id);
        var kilobytes = CanonicalJson.GetBytes(inputs).Length / 1024.0;
        var measured = Measure.Of(() => CacheKey.Compute("sk", tag, request));
        Show("key", measured);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",-44}{measured.Nanoseconds / 1000 / kilobytes,9:F2} µs per KB of input ({kilobytes:F1} KB)"));
    }

    private static void Memory(SkillExecutionEngine engine, Skill skill, JsonElement inputs)
    {
        Execute(engine, skill, inputs);
        Show("ExecuteAsync, hit in memory", Measure.Of(() => Execute(engine, skill, inputs)));
    }

    private static void Throughput(SkillExecutionEngine engine, Skill skill, JsonElement[] inputs)
    {
        foreach (var input in inputs)
        {
            Execute(engine, skill, input);
        }

        var count = 0;
        var began = Stopwatch.GetTimestamp();
        Parallel.For(0, Environment.ProcessorCount, worker =>
        {
            for (var i = worker; Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(3); i++)
            {
                Execute(engine, skill, inputs[i % inputs.Length]);
                Interlocked.Increment(ref count);
            }
        });
        var rate = count / Stopwatch.GetElapsedTime(began).TotalSeconds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{"hits on " + Environment.ProcessorCount + " cores",-44}{rate,10:F0}/s   {rate / PredecessorHits:F0} x {PredecessorHits}/s, {rate / PredecessorTunedHits:F0} x {PredecessorTunedHits}/s"));
    }

    private static async Task RedisAsync(Skill skill, JsonElement inputs, string reply)
    {
        await using var server = await RedisServerFixture.StartAsync().ConfigureAwait(false);
        await using var engine = Engine(reply, builder =>
        {
            builder.Services.Configure<SkillsEngineOptions>(static o => o.Cache.MemoryBytes = 0);
            builder.AddRedisCache(server.ConnectionString);
        });
        using var multiplexer = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString).ConfigureAwait(false);
        var database = multiplexer.GetDatabase();

        Execute(engine, skill, inputs);
        var key = engine.ExplainCacheKey(skill, inputs).Key!;
        while (!await database.KeyExistsAsync(key).ConfigureAwait(false))
        {
            Execute(engine, skill, inputs);
        }

        var bytes = ((byte[])(await database.StringGetAsync(key).ConfigureAwait(false))!).Length;
        var bare = Measure.Of(() => database.StringGetAsync(key).GetAwaiter().GetResult());
        var hit = Measure.Of(() => Execute(engine, skill, inputs));
        Show($"bare GET of the entry's {bytes} bytes", bare);
        Show("ExecuteAsync, hit in Redis", hit);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",-44}{hit.Nanoseconds / bare.Nanoseconds,10:F2} x the bare GET"));
    }

    private static SkillResult Execute(SkillExecutionEngine engine, Skill skill, JsonElement inputs)
    {
        var result = engine.ExecuteAsync(skill, inputs).GetAwaiter().GetResult();
        return result.IsSuccess ? result : throw new InvalidOperationException(result.ErrorMessage);
    }

    private static SkillExecutionEngine Engine(string reply, Action<SkillsEngineBuilder>? more = null) => SkillsEngine.Create(builder =>
    {
        var model = new FakeModelClient().Reply(reply);
        builder.AddModelClient(model, model.Model());
        more?.Invoke(builder);
    });

    private static Skill SkillOf(JsonElement file) => new()
    {
        Id = file.GetProperty("id").GetString()!,
        Name = file.GetProperty("name").GetString()!,
        Version = file.GetProperty("version").GetString()!,
        PromptTemplate = file.GetProperty("prompt_template").GetString(),
        InputSchema = file.GetProperty("input_schema"),
        OutputSchema = file.GetProperty("output_schema"),
    };

    private static void Show(string name, Cost measured) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-44}{measured.Nanoseconds / 1000,9:F2} µs{measured.Bytes,11:F0} B"));
}
