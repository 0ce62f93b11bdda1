using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Skills.Benchmarks.Table;
using Skills.Engine;
using Skills.Engine.Testing;
using StackExchange.Redis;

namespace Skills.Benchmarks.Endurance;

/// <summary>Ten thousand executions in flight on a model that answers after two seconds: memory for each, delays, failures and threads.</summary>
internal static class CrowdBench
{
    private const int Executions = 10_000;
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(2);

    public static void Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task RunAsync()
    {
        Console.WriteLine($"{"",-20}{"bytes each",12}{"p50 delay",12}{"p99 delay",12}{"failures",10}{"threads",10}");
        var job = TableJob.Load();
        await MeasureAsync("without a store", job, static _ => { });
        if (RedisServerFixture.WhyUnavailable is { } reason)
        {
            Console.WriteLine($"Redis: not run. {reason}");
            return;
        }

        await using var server = await RedisServerFixture.StartAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        await MeasureAsync("with Redis", job, builder => CachingBench.UseRedis(builder, connection));
    }

    private static async Task MeasureAsync(string name, TableJob job, Action<SkillsEngineBuilder> more)
    {
        var client = new SlowClient(job.Reply, Answer);
        await using var engine = SkillsEngine.Create(builder =>
        {
            builder.AddModelClient(client, new FakeModelClient(client.Provider.Name).Model());
            more(builder);
        });
        await CrowdAsync(engine, client, Inputs(job, Executions / 10, "warm-up"), job.Skill);
        var bytes = await MemoryAsync(engine, client, Inputs(job, Executions, "memory"), job.Skill);
        var (delays, failures) = await CrowdAsync(engine, client, Inputs(job, Executions, "delay"), job.Skill);
        Array.Sort(delays);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-20}{bytes,12:N0}{delays[delays.Length / 2],9:F1} ms{delays[delays.Length * 99 / 100],9:F1} ms{failures,10}{ThreadPool.ThreadCount,10}"));
    }

    // In a crowd of its own, as the collection holds everything up.
    private static async Task<double> MemoryAsync(SkillExecutionEngine engine, SlowClient client, JsonElement[] inputs, Skill skill)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var crowd = CrowdAsync(engine, client, inputs, skill);
        while (client.Waiting < inputs.Length * 0.9 && !crowd.IsCompleted)
        {
            await Task.Delay(1);
        }

        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Math.Max(1, client.Waiting);
        await crowd;
        return bytes;
    }

    // Each of them measures from the answer of its model to its result.
    private static async Task<(double[] Delays, int Failures)> CrowdAsync(SkillExecutionEngine engine, SlowClient client, JsonElement[] inputs, Skill skill)
    {
        var failures = 0;
        var delays = await Task.WhenAll(inputs.Select(input => Task.Run(async () =>
        {
            var answered = client.Answers.Value = new StrongBox();
            var result = await engine.ExecuteAsync(skill, input);
            Interlocked.Add(ref failures, result.IsSuccess ? 0 : 1);
            return Stopwatch.GetElapsedTime(answered.At).TotalMilliseconds;
        })));
        return (delays, failures);
    }

    private static JsonElement[] Inputs(TableJob job, int count, string text) => [.. Enumerable.Range(0, count).Select(i => job.Fresh($"{text}-{i}"))];

    private sealed class StrongBox
    {
        public long At { get; set; }
    }

    private sealed class SlowClient(string reply, TimeSpan answer) : IModelClient
    {
        private readonly ModelReply _reply = FakeModelClient.Answer(reply);
        private int _waiting;

        public ModelProvider Provider { get; } = new("slow");

        public int Waiting => Volatile.Read(ref _waiting);

        // When the model of the caller's execution answered.
        public AsyncLocal<StrongBox> Answers { get; } = new();

        public async Task<ModelReply> InvokeAsync(ModelRequest request, CancellationToken cancellationToken)
        {
            var answered = Answers.Value;
            Interlocked.Increment(ref _waiting);
            await Task.Delay(answer, cancellationToken);
            Interlocked.Decrement(ref _waiting);
            answered?.At = Stopwatch.GetTimestamp();
            return _reply;
        }
    }
}
