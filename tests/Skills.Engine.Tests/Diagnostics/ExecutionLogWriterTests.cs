using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Skills.Engine.Diagnostics;

namespace Skills.Engine.Tests.Diagnostics;

[Collection(TelemetryCollection.Name)]
public sealed class ExecutionLogWriterTests : IDisposable
{
    private readonly SkillInstruments _instruments = new(null, 10);
    private readonly SkillsEngineOptions _options = new();
    private readonly ManualTime _time = new();
    private readonly Dictionary<string, long> _counted = [];
    private readonly MeterListener _listener = new();

    public ExecutionLogWriterTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == SkillDiagnostics.MeterName && instrument.Name.StartsWith("skills.log.", StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (tags[0].Value is nameof(GatedLog))
            {
                lock (_counted)
                {
                    _counted[instrument.Name] = _counted.GetValueOrDefault(instrument.Name) + value;
                }
            }
        });
        _listener.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _instruments.Dispose();
    }

    [Fact]
    public async Task EveryExecutionReachesEveryLog()
    {
        var first = new MemoryExecutionLog(10_000);
        var second = new MemoryExecutionLog(10_000);
        await using var writer = Writer(first, second);

        for (var i = 0; i < 5000; i++)
        {
            writer.Write(Some.Skill(), Some.Result($"{i:D6}"), null);
        }

        await Eventually.HoldsAsync(() => first.Recent.Count == 5000 && second.Recent.Count == 5000, "A record did not reach a log.");

        Assert.Equal("004999", first.Recent[0].Result.ExecutionId);
    }

    [Fact]
    public async Task ALogThatHangsLosesWhatDoesNotFitAndCountsIt()
    {
        _options.ExecutionLog.QueueLength = 10;
        _options.ExecutionLog.BatchSize = 1;
        _options.ExecutionLog.DrainTimeout = TimeSpan.Zero;
        var hanging = new GatedLog();
        await using var writer = Writer(hanging);

        writer.Write(Some.Skill(), Some.Result("first"), null);
        await hanging.Entered.Task;
        for (var i = 0; i < 25; i++)
        {
            writer.Write(Some.Skill(), Some.Result($"{i}"), null);
        }

        Assert.Equal(15, Counted("skills.log.lost"));
        hanging.Gate.SetResult();
        await Eventually.HoldsAsync(() => Counted("skills.log.written") == 11, "The log did not get what its queue held.");
        Assert.Equal(11, hanging.Written.Count);
    }

    [Fact]
    public async Task AHangingLogDoesNotHoldUpAnother()
    {
        _options.ExecutionLog.DrainTimeout = TimeSpan.Zero;
        var hanging = new GatedLog();
        var memory = new MemoryExecutionLog();
        await using var writer = Writer(hanging, memory);

        for (var i = 0; i < 100; i++)
        {
            writer.Write(Some.Skill(), Some.Result($"{i}"), null);
        }

        await Eventually.HoldsAsync(() => memory.Recent.Count == 100, "The other log did not get its records.");

        Assert.Empty(hanging.Written);
    }

    [Fact]
    public async Task AFailedBatchIsTriedAgainUntilItIsTaken()
    {
        var log = new GatedLog { Failures = 3 };
        log.Gate.SetResult();
        await using var writer = Writer(log);

        writer.Write(Some.Skill(), Some.Result(), null);
        await AdvanceUntilAsync(() => log.Written.Count == 1);

        Assert.Equal(0, log.Failures);
        Assert.Equal(0, Counted("skills.log.lost"));
    }

    [Fact]
    public async Task ABatchThatFailsForTooLongIsGivenUpAndTheNextIsTaken()
    {
        _options.ExecutionLog.RetryFor = TimeSpan.FromMinutes(1);
        _options.ExecutionLog.BatchSize = 1;
        var log = new GatedLog { Poison = "bad" };
        log.Gate.SetResult();
        await using var writer = Writer(log);

        writer.Write(Some.Skill(), Some.Result("bad"), null);
        writer.Write(Some.Skill(), Some.Result("good"), null);
        await AdvanceUntilAsync(() => log.Written.Count == 1);

        Assert.Equal("good", log.Written[0].Result.ExecutionId);
        Assert.Equal(1, Counted("skills.log.lost"));
    }

    [Fact]
    public async Task TheEndWaitsForWhatIsQueued()
    {
        var log = new MemoryExecutionLog(2000);
        var writer = Writer(log);
        for (var i = 0; i < 1500; i++)
        {
            writer.Write(Some.Skill(), Some.Result($"{i}"), null);
        }

        await writer.DisposeAsync();

        Assert.Equal(1500, log.Recent.Count);
    }

    [Fact]
    public async Task AHostThatDoesNotAwaitItsEndStillGetsWhatIsQueued()
    {
        var log = new MemoryExecutionLog();
        var model = new Testing.FakeModelClient().Reply("{}");
        var services = new ServiceCollection();
        services.AddSkillsEngine().AddModelClient(model, model.Model()).AddExecutionLog(log);
        using (var provider = services.BuildServiceProvider())
        {
            await provider.GetRequiredService<SkillExecutionEngine>().ExecuteAsync(new Skill { Id = "s", Name = "S", PromptTemplate = "Hi." }, cancellationToken: TestContext.Current.CancellationToken);
        }

        Assert.Single(log.Recent);
    }

    [Fact]
    public async Task TheEndDoesNotWaitForALogThatHangs()
    {
        _options.ExecutionLog.DrainTimeout = TimeSpan.FromMilliseconds(50);
        var writer = Writer(new GatedLog());
        writer.Write(Some.Skill(), Some.Result(), null);

        await writer.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(1, Counted("skills.log.lost"));
    }

    [Fact]
    public async Task ContentWaitingIsBoundedInSize()
    {
        _options.ExecutionLog.Capture = ContentCapture.All;
        _options.ExecutionLog.QueueCharacters = 1000;
        _options.ExecutionLog.DrainTimeout = TimeSpan.Zero;
        var log = new GatedLog();
        await using var writer = Writer(log);

        for (var i = 0; i < 100; i++)
        {
            writer.Write(Some.Skill(), Some.Result($"{i}"), null);
        }

        Assert.InRange(Counted("skills.log.lost"), 90, 99);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task WhatWasRefusedTakesNoRoom(int length)
    {
        _options.ExecutionLog.Capture = ContentCapture.All;
        _options.ExecutionLog.QueueCharacters = 1000;
        _options.ExecutionLog.QueueLength = length;
        var log = new GatedLog();
        await using var writer = Writer(log);
        for (var i = 0; i < 10; i++)
        {
            writer.Write(Some.Skill(), Some.Result($"{i}"), null);
        }

        log.Gate.SetResult();
        await Eventually.HoldsAsync(() => Counted("skills.log.written") + Counted("skills.log.lost") == 10, "The log did not get what its queue held.");
        var written = Counted("skills.log.written");

        // Room for one record, so that nothing else may take any.
        _options.ExecutionLog.QueueCharacters = 400;
        await Eventually.HoldsAsync(
            () =>
            {
                writer.Write(Some.Skill(), Some.Result("last"), null);
                return Counted("skills.log.written") > written;
            },
            "A record is refused though the queue is empty.",
            TimeSpan.FromSeconds(20));
    }

    private long Counted(string instrument)
    {
        lock (_counted)
        {
            return _counted.GetValueOrDefault(instrument);
        }
    }

    private ExecutionLogWriter Writer(params IExecutionLog[] logs) =>
        new(logs, Options.Create(_options), _instruments, _time, NullLoggerFactory.Instance);

    private Task AdvanceUntilAsync(Func<bool> reached) => Eventually.HoldsAsync(
        () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return reached();
        },
        "What the test waits for did not happen.");

    private sealed class GatedLog : IExecutionLog
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<ExecutionRecord> Written { get; } = [];

        public int Failures { get; set; }

        public string? Poison { get; init; }

        public async ValueTask WriteAsync(ExecutionRecord record, CancellationToken cancellationToken)
        {
            Entered.TrySetResult();
            await Gate.Task.WaitAsync(cancellationToken);
            if (Failures > 0)
            {
                Failures--;
                throw new IOException("The disk is full.");
            }

            if (record.Result.ExecutionId == Poison)
            {
                throw new InvalidOperationException("This one cannot be stored.");
            }

            Written.Add(record);
        }
    }
}
