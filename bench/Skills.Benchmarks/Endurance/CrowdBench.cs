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
        Console.WriteLine($"{"",-20}{"bytes each",12}{"its prompt",12}{"p50 delay",12}{"p99 delay",12}{"failures",10}{"threads",10}");
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
            $"{name,-20}{bytes,12:N0}{client.PromptBytes,12:N0}{delays[delays.Length / 2],9:F1} ms{delays[delays.Length * 99 / 100],9:F1} ms{failures,10}{ThreadPool.ThreadCount,10}"));
    }

    // In a crowd of its own, as the collection holds everything up. Nobody is answered before it is measured, however long they take to
    // start; so the wait of the model itself is not part of it.
    private static async Task<double> MemoryAsync(SkillExecutionEngine engine, SlowClient client, JsonElement[] inputs, Skill skill)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var everyone = client.Hold(inputs.Length);
        var crowd = CrowdAsync(engine, client, inputs, skill);
        if (await Task.WhenAny(everyone, crowd) == crowd)
        {
            throw new InvalidOperationException("Executions ended before all of them waited for the model.");
        }

        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)inputs.Length;
        client.Release();
        await crowd;
        return bytes;
    }

    // Each of them measures from when the answer of its model was due to its result. What runs late because all are due at once counts.
    private static async Task<(double[] Delays, int Failures)> CrowdAsync(SkillExecutionEngine engine, SlowClient client, JsonElement[] inputs, Skill skill)
    {
        var failures = 0;
        var delays = await Task.WhenAll(inputs.Select(input => Task.Run(async () =>
        {
            var due = client.Answers.Value = new StrongBox();
            var result = await engine.ExecuteAsync(skill, input);
            Interlocked.Add(ref failures, result.IsSuccess ? 0 : 1);
            return Stopwatch.GetElapsedTime(due.At).TotalMilliseconds;
        })));
        return (delays, failures);
    }

    private static JsonElement[] Inputs(TableJob job, int count, string text) => [.. Enumerable.Range(0, count).Select(i => job.Fresh($"{text}-{i}"))];

    private sealed class StrongBox
    {
        public long At { get; set; }
    }

    /// <summary>Answers after a while, or when it is told to.</summary>
    private sealed class SlowClient(string reply, TimeSpan answer) : IModelClient
    {
        private readonly ModelReply _reply = FakeModelClient.Answer(reply);
        private Gate? _gate;

        public ModelProvider Provider { get; } = new("slow");

        // When the answer to the caller's execution was due.
        public AsyncLocal<StrongBox> Answers { get; } = new();

        /// <summary>Gets the bytes of the last prompt's text in memory, which each execution keeps until it ends.</summary>
        public int PromptBytes { get; private set; }

        /// <summary>Lets callers wait until <see cref="Release"/>. The task ends when so many do.</summary>
        public Task Hold(int callers) => (_gate = new(callers)).Full.Task;

        public void Release()
        {
            var gate = _gate!;
            _gate = null;
            gate.Opened.SetResult();
        }

        public async Task<ModelReply> InvokeAsync(ModelRequest request, CancellationToken cancellationToken)
        {
            PromptBytes = request.Messages.Sum(static m => m.Text.Length * sizeof(char));
            Answers.Value?.At = Stopwatch.GetTimestamp() + (long)(answer.TotalSeconds * Stopwatch.Frequency);
            await (_gate?.WaitAsync() ?? Task.Delay(answer, cancellationToken));
            return _reply;
        }
    }

    private sealed class Gate(int callers)
    {
        private int _missing = callers;

        public TaskCompletionSource Full { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Opened { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task WaitAsync()
        {
            if (Interlocked.Decrement(ref _missing) == 0)
            {
                Full.SetResult();
            }

            return Opened.Task;
        }
    }
}
