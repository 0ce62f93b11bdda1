using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine;
using Skills.Engine.Testing;

namespace Skills.Benchmarks;

/// <summary>What telemetry adds to an execution, off and on, and a million executions into SQLite.</summary>
internal static class TelemetryBench
{
    private const int Batch = 2000;
    private const int Rounds = 9;

    private static readonly Skill Skill = new()
    {
        Id = "greeter",
        Name = "Greeter",
        PromptTemplate = "Greet {{ name }}.",
        InputSchema = JsonElement.Parse("""{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}"""),
        OutputSchema = JsonElement.Parse("""{"type":"object","properties":{"greeting":{"type":"string"}},"required":["greeting"]}"""),
    };

    private static readonly JsonElement Inputs = JsonElement.Parse("""{"name":"Ada"}""");

    public static void Run()
    {
        Console.WriteLine($"{"one execution, model answers at once",-44}{"µs",10}{"bytes",12}{"beside off",12}");
        foreach (var (path, context) in new[] { ("all steps", new SkillExecutionContext { CacheMode = CacheMode.Bypass }), ("cache hit", new SkillExecutionContext()) })
        {
            var off = Show($"{path}, nobody listens", context, null, listens: false, beside: null);
            Show($"{path}, metrics and traces heard", context, null, listens: true, off);
            Show($"{path}, memory execution log", context, b => b.AddMemoryExecutionLog(), listens: false, off);
        }
    }

    /// <summary>A million executions while SQLite takes their records in the background.</summary>
    public static void RunMillion()
    {
        const int Executions = 1_000_000;
        var folder = Directory.CreateTempSubdirectory("skills-bench-").FullName;
        var path = Path.Combine(folder, "executions.db");
        try
        {
            var lost = 0L;
            using var listener = Listener("skills.log.lost", value => Interlocked.Add(ref lost, value));
            var without = Execute(Engine(null), Executions / 10, out _);
            var began = Stopwatch.GetTimestamp();
            var with = Execute(
                Engine(b =>
                {
                    b.AddSqliteExecutionLog(path);
                    b.Services.Configure<SkillsEngineOptions>(static o => (o.ExecutionLog.QueueLength, o.ExecutionLog.DrainTimeout) = (Executions, TimeSpan.FromMinutes(10)));
                }),
                Executions,
                out var drained);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Executions:N0} executions without a log   {without * 10,8:F1} s (from a tenth)"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Executions:N0} executions with SQLite     {with,8:F1} s, {with / (without * 10),6:F2} x"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"until the last record was written   {drained,8:F1} s, {Executions / Stopwatch.GetElapsedTime(began).TotalSeconds,10:N0} records a second"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"rows {Count(path):N0}, lost {lost:N0}, file {new FileInfo(path).Length / 1024.0 / 1024.0:N0} MiB"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Execute(ServiceProvider services, int executions, out double drained)
    {
        var engine = services.GetRequiredService<SkillExecutionEngine>();
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < executions; i++)
        {
            engine.ExecuteAsync(Skill, Inputs).GetAwaiter().GetResult();
        }

        var executed = Stopwatch.GetElapsedTime(began).TotalSeconds;
        services.DisposeAsync().AsTask().GetAwaiter().GetResult();
        drained = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return executed;
    }

    private static double Show(string name, SkillExecutionContext context, Action<SkillsEngineBuilder>? logs, bool listens, double? beside)
    {
        var services = Engine(logs);
        using var hearing = listens ? new Listening() : null;
        var engine = services.GetRequiredService<SkillExecutionEngine>();
        var (least, bytes) = (double.MaxValue, 0.0);
        for (var round = 0; round < Rounds; round++)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < Batch; i++)
            {
                engine.ExecuteAsync(Skill, Inputs, context).GetAwaiter().GetResult();
            }

            var microseconds = Stopwatch.GetElapsedTime(began).TotalMicroseconds / Batch;
            (least, bytes) = (Math.Min(least, microseconds), (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)Batch);
        }

        services.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-44}{least,10:F2}{bytes,12:N0}{(beside is { } off ? least / off : 1),10:F2} x"));
        return least;
    }

    private static ServiceProvider Engine(Action<SkillsEngineBuilder>? more)
    {
        var model = new AnsweringClient();
        var services = new ServiceCollection();
        var builder = services.AddSkillsEngine().AddModelClient(model, new FakeModelClient(model.Provider.Name).Model());
        more?.Invoke(builder);
        return services.BuildServiceProvider();
    }

    private static MeterListener Listener(string name, Action<long> add)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == name)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => add(value));
        listener.Start();
        return listener;
    }

    private static long Count(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = new SqliteCommand("SELECT count(*) FROM skill_executions", connection);
        return (long)command.ExecuteScalar()!;
    }

    // Keeps nothing: a fake that remembers a million requests would be measured with them.
    private sealed class AnsweringClient : IModelClient
    {
        private static readonly Task<ModelReply> Answer = Task.FromResult(FakeModelClient.Answer("""{"greeting":"Hello"}"""));

        public ModelProvider Provider { get; } = new("bench");

        public Task<ModelReply> InvokeAsync(ModelRequest request, CancellationToken cancellationToken) => Answer;
    }

    /// <summary>Hears every span and every measurement, as an exporter would, and drops them.</summary>
    private sealed class Listening : IDisposable
    {
        private readonly ActivityListener _spans = new()
        {
            ShouldListenTo = static source => source.Name == SkillDiagnostics.ActivitySourceName,
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
        };

        private readonly MeterListener _metrics = new()
        {
            InstrumentPublished = static (instrument, self) =>
            {
                if (instrument.Meter.Name == SkillDiagnostics.MeterName)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };

        public Listening()
        {
            ActivitySource.AddActivityListener(_spans);
            _metrics.SetMeasurementEventCallback<long>(static (_, _, _, _) => { });
            _metrics.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
            _metrics.Start();
        }

        public void Dispose()
        {
            _spans.Dispose();
            _metrics.Dispose();
        }
    }
}
