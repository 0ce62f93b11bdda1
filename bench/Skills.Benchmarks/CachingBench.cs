using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Skills.Engine;
using Skills.Engine.Caching;
using Skills.Engine.Compilation;
using Skills.Engine.Inputs;
using Skills.Engine.Redis.Caching;
using Skills.Engine.Testing;
using Skills.Json;
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
        var (skill, inputs, reply) = Workload();

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

    /// <summary>Returns the skill, inputs and reply on which executions are compared.</summary>
    public static (Skill Skill, JsonElement[] Inputs, string Reply) Workload()
    {
        var folder = BenchData.PathOf("execute");
        using var cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "inputs-and-prompts.json")));
        return (
            SkillOf(JsonElement.Parse(File.ReadAllBytes(Path.Combine(folder, "skill.json")))),
            [.. cases.RootElement.EnumerateArray().Select(static row => row.GetProperty("inputs").Clone())],
            File.ReadAllText(Path.Combine(folder, "reply.json.txt")));
    }

    private static void Key(Skill skill, JsonElement inputs)
    {
        var request = new SkillCacheRequest(skill, SkillHash.Of(skill), inputs, new(), new(), null);
        var tag = CacheKey.HashTag(null, skill.Id);
        var canonical = CanonicalJson.GetBytes(inputs);
        var kilobytes = canonical.Length / 1024.0;
        var digests = new SkillDigests();
        var measured = Measure.Of(() => CacheKey.Compute("sk", tag, request, digests.Of(request)));
        Show("key", measured);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",-44}{measured.Nanoseconds / 1000 / kilobytes,9:F2} µs per KB of input ({kilobytes:F1} KB)"));

        var output = new ArrayBufferWriter<byte>(canonical.Length);
        Show("  of it, the canonical form", Measure.Of(() =>
        {
            output.ResetWrittenCount();
            CanonicalJson.Write(inputs, output);
        }));
        var hash = new byte[SHA256.HashSizeInBytes];
        Show("  of it, SHA-256 of the canonical form", Measure.Of(() => SHA256.HashData(canonical, hash)));

        var options = Options.Create(new SkillsEngineOptions());
        var validator = new SchemaInputValidator(new(new JsonSchemaCompiler(), options), options);
        var reader = new InputReader(options.Value.MaxInputBytes, options.Value.MaxInputDepth);
        Show("inputs: read", Measure.Of(() => reader.Read(inputs)));
        var dictionary = inputs.Deserialize<Dictionary<string, object>>();
        Show("inputs: read from a dictionary", Measure.Of(() => reader.Read(dictionary)));
        Show("inputs: read and validated", Measure.Of(() => validator.Validate(skill, inputs)));
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
        using var multiplexer = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString).ConfigureAwait(false);
        await using var engine = Engine(reply, builder => UseRedis(builder, multiplexer));
        await using var timed = Engine(reply, builder =>
        {
            UseRedis(builder, multiplexer);
            builder.Services.AddSingleton<RedisSkillCacheStore>().AddSingleton<TimedStore>().AddSingleton<ISkillCacheStore>(static services => services.GetRequiredService<TimedStore>());
        });
        var database = multiplexer.GetDatabase();

        Execute(engine, skill, inputs);
        var key = engine.ExplainCacheKey(skill, inputs).Key!;
        while (!await database.KeyExistsAsync(key).ConfigureAwait(false))
        {
            Execute(engine, skill, inputs);
        }

        var bytes = (byte[])(await database.StringGetAsync(key).ConfigureAwait(false))!;
        Decode(skill, inputs, key, bytes);

        // Turn by turn over one connection, so that whatever else the machine does falls on both.
        Compare($"of the entry's {bytes.Length} bytes, one at a time", 1, database, key, engine, skill, inputs);
        Compare($"of the entry's {bytes.Length} bytes, 16 at a time", 16, database, key, engine, skill, inputs);
        Parts(timed, skill, inputs);
    }

    // Nothing in memory: every hit comes from Redis.
    public static void UseRedis(SkillsEngineBuilder builder, IConnectionMultiplexer multiplexer)
    {
        builder.Services.Configure<SkillsEngineOptions>(static o => o.Cache.MemoryBytes = 0);
        builder.AddRedisCache(o => o.ConnectionFactory = _ => Task.FromResult(multiplexer));
    }

    private static void Decode(Skill skill, JsonElement inputs, string key, byte[] bytes)
    {
        var codec = new CacheEntryCodec(new());
        var request = new SkillCacheRequest(skill, SkillHash.Of(skill), inputs, new(), new(), null);
        Show("entry: checked and read", Measure.Of(() => codec.Read(bytes, key, null, request)));
        var outputs = JsonMarshal.GetRawUtf8Value(codec.Read(bytes, key, null, request)!.Outcome.Outputs!.Value).ToArray();
        Show("  of it, its outputs parsed", Measure.Of(() => JsonElement.Parse(outputs)));
    }

    // Where the time of one hit goes, by the clock at the door of the store.
    private static void Parts(SkillExecutionEngine engine, Skill skill, JsonElement inputs)
    {
        const int WarmUps = 10_000;
        var (before, within, after) = (new double[6000], new double[6000], new double[6000]);
        for (var i = -WarmUps; i < before.Length; i++)
        {
            var began = Stopwatch.GetTimestamp();
            Execute(engine, skill, inputs);
            var ended = Stopwatch.GetTimestamp();
            if (i < 0)
            {
                continue;
            }

            before[i] = Stopwatch.GetElapsedTime(began, TimedStore.Asked).TotalMicroseconds;
            within[i] = Stopwatch.GetElapsedTime(TimedStore.Asked, TimedStore.Answered).TotalMicroseconds;
            after[i] = Stopwatch.GetElapsedTime(TimedStore.Answered, ended).TotalMicroseconds;
        }

        Console.WriteLine("a hit in Redis by its parts");
        foreach (var (name, times) in new[] { ("  inputs, key and way to the store", before), ("  GET, until its answer is gone on with", within), ("  entry, result and way back", after) })
        {
            Array.Sort(times);
            Row(name, times);
        }
    }

    private static void Row(string name, double[] times) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{name,-44}{times[0],9:F2} µs{times[times.Length / 2],9:F2} µs{times[^(times.Length / 100)],9:F2} µs   (least, median, 99th)"));

    private static void Compare(string what, int atOnce, IDatabase database, string key, SkillExecutionEngine engine, Skill skill, JsonElement inputs)
    {
        // Long enough for the runtime to have compiled all three for good.
        const int WarmUps = 25_000;
        const int Rounds = 40_000;
        Func<Task>[] ways = [() => database.StringGetAsync(key), () => AwaitedAsync(database, key), () => engine.ExecuteAsync(skill, inputs)];
        var times = Array.ConvertAll(ways, _ => new double[Rounds / atOnce]);
        var tasks = new Task[atOnce];
        for (var i = -WarmUps / atOnce; i < Rounds / atOnce; i++)
        {
            for (var turn = 0; turn < ways.Length; turn++)
            {
                // Each of them follows each of the others: the one that comes after more work finds colder caches.
                var way = (turn * (i % 2 == 0 ? 1 : 2)) % ways.Length;
                var began = Stopwatch.GetTimestamp();
                for (var k = 0; k < atOnce; k++)
                {
                    tasks[k] = ways[way]();
                }

                Task.WhenAll(tasks).GetAwaiter().GetResult();
                if (i >= 0)
                {
                    times[way][i] = Stopwatch.GetElapsedTime(began).TotalMicroseconds / atOnce;
                }

                if (tasks[0] is Task<SkillResult> && !Array.TrueForAll(tasks, static t => ((Task<SkillResult>)t).Result.CacheHit))
                {
                    throw new InvalidOperationException("Not a hit.");
                }
            }
        }

        Array.ForEach(times, Array.Sort);
        Console.WriteLine(what);
        Row("  bare GET, blocking on its task", times[0]);
        Row("  bare GET, awaited by a method", times[1]);
        Row("  ExecuteAsync, hit in Redis", times[2]);
        Ratio("  ratio to the one blocked on", times[2], times[0]);
        Ratio("  ratio to the one awaited", times[2], times[1]);
    }

    private static void Ratio(string name, double[] times, double[] than) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{name,-44}{times[0] / than[0],9:F2} x {times[times.Length / 2] / than[than.Length / 2],9:F2} x {times[^(times.Length / 100)] / than[^(than.Length / 100)],9:F2} x"));

    // As anything that goes on with the answer has it: the client never goes on with others' work on its own thread.
    private static async Task<RedisValue> AwaitedAsync(IDatabase database, string key) => await database.StringGetAsync(key).ConfigureAwait(false);

    private static SkillResult Execute(SkillExecutionEngine engine, Skill skill, JsonElement inputs)
    {
        var result = engine.ExecuteAsync(skill, inputs).GetAwaiter().GetResult();
        return result.IsSuccess ? result : throw new InvalidOperationException(result.ErrorMessage);
    }

    public static SkillExecutionEngine Engine(string reply, Action<SkillsEngineBuilder>? more = null) => SkillsEngine.Create(builder =>
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

    /// <summary>Notes when the engine asks the store, and when it goes on with the answer.</summary>
    private sealed class TimedStore(RedisSkillCacheStore store) : ISkillCacheStore
    {
        public static long Asked { get; private set; }

        public static long Answered { get; private set; }

        public async ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken)
        {
            Asked = Stopwatch.GetTimestamp();
            var bytes = await store.GetAsync(key, cancellationToken).ConfigureAwait(false);
            Answered = Stopwatch.GetTimestamp();
            return bytes;
        }

        public ValueTask SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken) => store.SetAsync(key, value, ttl, cancellationToken);

        public ValueTask<long> IncrementAsync(string counter, long by, CancellationToken cancellationToken) => store.IncrementAsync(counter, by, cancellationToken);
    }
}
