using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine;
using Skills.Engine.Compilation;
using Skills.Engine.Diagnostics;
using Skills.Engine.Testing;

namespace Skills.Benchmarks;

/// <summary>What telemetry adds to an execution, off and on, and a million executions into SQLite.</summary>
internal static class TelemetryBench
{
    // Variants take turns, so that whatever the machine does meanwhile meets them alike.
    private const int Batch = 1000;
    private const int Rounds = 31;

    // Past the tiers of the compiler, which counts calls and works in the background.
    private const int WarmUp = 8000;

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
        foreach (var (path, context) in new[] { ("all eight steps", new SkillExecutionContext { CacheMode = CacheMode.Bypass }), ("cache hit", new SkillExecutionContext()) })
        {
            using var plain = Engine(null);
            using var recorded = Engine(static b => b.AddMemoryExecutionLog());
            Variant[] variants =
            [
                new("no listeners", plain, null),
                new("no listeners, measured again", plain, null),
                new("metrics heard", plain, static () => new Listening(spans: false, metrics: true)),
                new("traces heard", plain, static () => new Listening(spans: true, metrics: false)),
                new("traces and metrics heard", plain, static () => new Listening(spans: true, metrics: true)),
                new("memory execution log", recorded, null),
            ];
            Measure(variants, context);
            Show(path, variants);
        }

        Off();
        Console.WriteLine("# ten bare spans with thirty attributes, what System.Diagnostics takes for them alone");
        Bare();
    }

    // Telemetry's own part of an execution without listeners: every call the engine makes to it, one after another.
    private static void Off()
    {
        using var telemetry = new SkillTelemetry();
        var result = new SkillResult { ExecutionId = "1", SkillId = Skill.Id, SkillVersion = Skill.Version, SkillHash = "", Status = ExecutionStatus.Success };
        var attempt = new SkillAttempt { Number = 1, ModelId = "m", ModelProvider = "bench", Reason = "first" };
        var request = new ModelRequest { Model = new() { Id = "m", Provider = "bench" }, Messages = [], Skill = Skill };
        for (var i = 0; i < WarmUp * 10; i++)
        {
            Call();
        }

        var (began, allocated) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        for (var i = 0; i < WarmUp * 10; i++)
        {
            Call();
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"# telemetry's own calls, no listeners: {Stopwatch.GetElapsedTime(began).TotalMicroseconds / (WarmUp * 10):F3} µs, {(GC.GetAllocatedBytesForCurrentThread() - allocated) / (WarmUp * 10)} bytes an execution"));

        void Call()
        {
            var span = telemetry.ExecutionStarted(Skill, "1", result.Context);
            telemetry.InputsAccepted(span, Skill, Inputs);
            for (var step = SkillStep.ValidateInput; step <= SkillStep.StoreResult; step++)
            {
                telemetry.StepLeft(telemetry.StepEntered(step), step, 1);
            }

            telemetry.CacheLookedUp(span, Skill, CacheOutcome.Miss);
            telemetry.AttemptEnded(telemetry.AttemptStarted(request, 1, "first", streaming: false), request, attempt, null, null);
            telemetry.ExecutionEnded(span, Skill, result);
        }
    }

    private static void Measure(Variant[] variants, SkillExecutionContext context)
    {
        foreach (var variant in variants)
        {
            variant.Execute(WarmUp, context);
        }

        for (var round = 0; round < Rounds; round++)
        {
            foreach (var variant in variants)
            {
                // What the one before left behind is not this one's to pay for.
                Variant.Settle();
                variant.Add(variant.Execute(Batch, context));
            }
        }
    }

    private static void Show(string path, Variant[] variants)
    {
        var off = variants[0];
        Console.WriteLine($"{path,-34}{"least µs",10}{"median µs",11}{"+ µs",8}{"bytes",10}{"+ bytes",10}");
        foreach (var variant in variants)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{variant.Name,-34}{variant.Least,10:F2}{variant.Median,11:F2}{variant.Beside(off),8:F2}{variant.Bytes,10:N0}{variant.Bytes - off.Bytes,10:N0}"));
        }
    }

    // What nobody can save who makes spans at all: the floor of the overhead above.
    private static void Bare()
    {
        using var source = new ActivitySource("bare");
        using var listener = new ActivityListener { ShouldListenTo = static s => s.Name == "bare", Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(listener);
        for (var i = 0; i < WarmUp; i++)
        {
            Ten(source);
        }

        var (began, allocated) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        for (var i = 0; i < WarmUp; i++)
        {
            Ten(source);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(began).TotalMicroseconds / WarmUp,44:F2} µs{(GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)WarmUp,22:N0} bytes"));
    }

    private static void Ten(ActivitySource source)
    {
        for (var i = 0; i < 10; i++)
        {
            using var span = source.StartActivity("step");
            span!.SetTag("one", "a");
            span.SetTag("two", "b");
            span.SetTag("three", "c");
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

    /// <summary>One way to be heard, and what executions took in it.</summary>
    private sealed class Variant(string name, ServiceProvider services, Func<IDisposable>? listen)
    {
        private static readonly TimeSpan LogDrain = TimeSpan.FromMilliseconds(50);

        private readonly SkillExecutionEngine _engine = services.GetRequiredService<SkillExecutionEngine>();
        private readonly List<(double Microseconds, double Bytes)> _rounds = [];

        public string Name { get; } = name;

        public double Least => _rounds.Min(static r => r.Microseconds);

        public double Median => Middle(static r => r.Microseconds);

        public double Bytes => Middle(static r => r.Bytes);

        /// <summary>Median of what each round took more than the other's round beside it.</summary>
        public double Beside(Variant other) => _rounds.Zip(other._rounds, static (mine, its) => mine.Microseconds - its.Microseconds).Order().ElementAt(_rounds.Count / 2);

        public static void Settle()
        {
            // The log is written in the background. A batch of small records in memory is written in far less time than this.
            Thread.Sleep(LogDrain);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        public void Add((double Microseconds, double Bytes) round) => _rounds.Add(round);

        /// <summary>Microseconds and bytes of all threads for one execution.</summary>
        public (double Microseconds, double Bytes) Execute(int executions, SkillExecutionContext context)
        {
            using var listening = listen?.Invoke();
            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < executions; i++)
            {
                _engine.ExecuteAsync(Skill, Inputs, context).GetAwaiter().GetResult();
            }

            var elapsed = Stopwatch.GetElapsedTime(began);
            return (elapsed.TotalMicroseconds / executions, (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)executions);
        }

        private double Middle(Func<(double Microseconds, double Bytes), double> of) => _rounds.Select(of).Order().ElementAt(_rounds.Count / 2);
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

        public Listening(bool spans, bool metrics)
        {
            if (spans)
            {
                ActivitySource.AddActivityListener(_spans);
            }

            if (metrics)
            {
                _metrics.SetMeasurementEventCallback<long>(static (_, _, _, _) => { });
                _metrics.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
                _metrics.Start();
            }
        }

        public void Dispose()
        {
            _spans.Dispose();
            _metrics.Dispose();
        }
    }
}
