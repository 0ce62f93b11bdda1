using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.Engine;
using Skills.Engine.Testing;
using StackExchange.Redis;

namespace Skills.Benchmarks;

/// <summary>Misses and hits over Redis by one caller and by 64, beside bare round trips over the same connection in the same run.</summary>
internal static class RedisMissBench
{
    private const int Callers = 64;
    private const int Rounds = 3;
    private const int PerRound = 6000;
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(1);

    public static void Run()
    {
        if (RedisServerFixture.WhyUnavailable is { } reason)
        {
            Console.WriteLine($"Redis: not run. {reason}");
            return;
        }

        RunAsync().GetAwaiter().GetResult();
    }

    private static async Task RunAsync()
    {
        var (skill, cases, reply) = CachingBench.Workload();
        var template = cases[0];
        await using var server = await RedisServerFixture.StartAsync().ConfigureAwait(false);
        using var multiplexer = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString).ConfigureAwait(false);
        await using var engine = CachingBench.Engine(reply, builder => CachingBench.UseRedis(builder, multiplexer));
        var database = multiplexer.GetDatabase();
        var next = 0;

        // The runtime has compiled everything for good after some seconds.
        await MissesAsync(engine, skill, Inputs(template, PerRound, ref next), Callers).ConfigureAwait(false);
        await Task.Delay(TimeSpan.FromSeconds(1)).ConfigureAwait(false);

        var rows = new List<double[]>();
        for (var round = 0; round < Rounds; round++)
        {
            var one = Inputs(template, PerRound / 6, ref next);
            var many = Inputs(template, PerRound, ref next);
            var key = engine.ExplainCacheKey(skill, one[0]).Key!;
            var missOne = await MissesAsync(engine, skill, one, 1).ConfigureAwait(false);
            var missMany = await MissesAsync(engine, skill, many, Callers).ConfigureAwait(false);
            rows.Add([
                await RateAsync(1, () => database.StringGetAsync(key)).ConfigureAwait(false),
                missOne,
                await RateAsync(Callers, () => database.StringGetAsync(key)).ConfigureAwait(false),
                await RateAsync(Callers, () => engine.ExecuteAsync(skill, one[0])).ConfigureAwait(false),
                missMany,
            ]);
        }

        Console.WriteLine($"{"",-44}{"min",12}{"median",12}{"max",12}");
        Row("bare GET/s, one caller", rows, static r => r[0]);
        Row("miss/s, one caller", rows, static r => r[1]);
        Row("  of bare round trips", rows, static r => r[0] / r[1]);
        Row($"bare GET/s, {Callers} callers", rows, static r => r[2]);
        Row($"hit/s, {Callers} callers", rows, static r => r[3]);
        Row("  of bare GET/s", rows, static r => r[3] / r[2]);
        Row($"miss/s, {Callers} callers", rows, static r => r[4]);
        Row("  of bare GET/s", rows, static r => r[4] / r[2]);
    }

    private static void Row(string name, List<double[]> rows, Func<double[], double> of)
    {
        var sorted = rows.Select(of).Order().ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-44}{sorted[0],12:N2}{sorted[sorted.Length / 2],12:N2}{sorted[^1],12:N2}"));
    }

    private static JsonElement[] Inputs(JsonElement template, int count, ref int next)
    {
        var made = new JsonElement[count];
        var member = template.EnumerateObject().First(static m => m.Value.ValueKind == JsonValueKind.String).Name;
        for (var i = 0; i < count; i++)
        {
            var inputs = JsonObject.Create(template)!;
            inputs[member] = $"{template.GetProperty(member).GetString()}-{next++}";
            made[i] = JsonSerializer.SerializeToElement(inputs);
        }

        return made;
    }

    private static async Task<double> MissesAsync(SkillExecutionEngine engine, Skill skill, JsonElement[] inputs, int callers)
    {
        var taken = -1;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(CallAsync))).ConfigureAwait(false);
        return inputs.Length / Stopwatch.GetElapsedTime(began).TotalSeconds;

        async Task CallAsync()
        {
            for (var i = Interlocked.Increment(ref taken); i < inputs.Length; i = Interlocked.Increment(ref taken))
            {
                var result = await engine.ExecuteAsync(skill, inputs[i]).ConfigureAwait(false);
                if (!result.IsSuccess || result.CacheHit)
                {
                    throw new InvalidOperationException(result.ErrorMessage ?? "A hit where a miss was measured.");
                }
            }
        }
    }

    private static async Task<double> RateAsync(int callers, Func<Task> operation)
    {
        var count = 0;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(began) < Slice)
            {
                await operation().ConfigureAwait(false);
                Interlocked.Increment(ref count);
            }
        }))).ConfigureAwait(false);
        return count / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
