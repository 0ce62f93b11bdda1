using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Tests.Diagnostics;

/// <summary>What is asked of the engine while it works: in flight, queues, circuits, and calls made again.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class LiveMetricsTests : IAsyncDisposable
{
    private readonly TestClock _time = new();
    private readonly FakeModelClient _model = new("alpha");
    private readonly StuckLog _log = new();
    private readonly ServiceProvider _services;
    private readonly SkillExecutionEngine _engine;
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, double> _values = new(StringComparer.Ordinal);

    public LiveMetricsTests()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        services.AddSkillsEngine(static o => o.Routing.Seed = 1).AddModelClient(_model, _model.Model("alpha-1")).AddExecutionLog(_log);
        _services = services.BuildServiceProvider();
        _engine = _services.GetRequiredService<SkillExecutionEngine>();

        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == SkillDiagnostics.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    [Fact]
    public async Task WhatIsUnderWayIsCountedUntilItEnds()
    {
        var (asked, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        _model.Enqueue(async (_, token) =>
        {
            asked.SetResult();
            await go.Task.WaitAsync(token);
            return FakeModelClient.Answer("""{"greeting":"Hello"}""");
        });

        var run = _engine.ExecuteAsync(Some.Skill(), new { name = "Ada" }, cancellationToken: TestContext.Current.CancellationToken);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        var during = Read("skills.executions.in_flight");
        go.SetResult();
        await run;

        Assert.Equal((1, 0), (during, Read("skills.executions.in_flight")));
    }

    [Fact]
    public async Task WhatWaitsForALogIsTheLengthOfItsQueue()
    {
        _model.Reply("""{"greeting":"Hello"}""");
        for (var i = 0; i < 5; i++)
        {
            await _engine.ExecuteAsync(Some.Skill(), new { name = "Ada" }, cancellationToken: TestContext.Current.CancellationToken);
        }

        var waiting = Read("skills.queue.length skills.queue.name=StuckLog");
        _log.Go.SetResult();
        await Eventually.HoldsAsync(() => Read("skills.queue.length skills.queue.name=StuckLog") == 0, "The queue did not become empty.");

        Assert.Equal(5, waiting);
        Assert.Equal(5, Read("skills.log.written skills.log.sink=StuckLog"));
    }

    [Fact]
    public async Task ACallMadeAgainIsARetry()
    {
        _model.Enqueue(new ModelException(ModelErrorKind.Overloaded, "Busy.")).Reply("""{"greeting":"Hello"}""");

        var run = _engine.ExecuteAsync(Some.Skill(), new { name = "Ada" }, cancellationToken: TestContext.Current.CancellationToken);
        await AdvanceUntilAsync(run);

        Assert.True((await run).IsSuccess);
        Assert.Equal(1, Read("skills.retries skills.model.id=alpha-1,skills.model.provider=alpha"));
        Assert.Equal(1, Read("skills.attempts error.type=overloaded,skills.attempt.reason=first,skills.model.id=alpha-1,skills.model.provider=alpha"));
    }

    [Fact]
    public async Task ACircuitIsOneWhileItHoldsCallsBackAndZeroAfterwards()
    {
        const string State = "skills.breaker.state skills.model.id=alpha-1,skills.model.provider=alpha";
        _model.Respond(static (_, _) => throw new ModelException(ModelErrorKind.ServerError, "Broken."));
        for (var i = 0; i < 20 && Read(State) != 1; i++)
        {
            var failing = _engine.ExecuteAsync(Some.Skill(), new { name = $"{i}" }, cancellationToken: TestContext.Current.CancellationToken);
            await AdvanceUntilAsync(failing);
        }

        var open = Read(State);
        _model.Reply("""{"greeting":"Hello"}""");
        for (var i = 0; i < 20 && Read(State) != 0; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(10));
            await AdvanceUntilAsync(_engine.ExecuteAsync(Some.Skill(), new { name = $"again {i}" }, cancellationToken: TestContext.Current.CancellationToken));
        }

        Assert.Equal((1, 0), (open, Read(State)));
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        _log.Go.TrySetResult();
        await _services.DisposeAsync();
    }

    private double Read(string series)
    {
        _listener.RecordObservableInstruments();
        lock (_values)
        {
            return _values.GetValueOrDefault(series, -1);
        }
    }

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = $"{instrument.Name} {string.Join(',', tags.ToArray().Select(static t => $"{t.Key}={t.Value}").Order(StringComparer.Ordinal))}".TrimEnd();
        lock (_values)
        {
            _values[series] = value + (instrument.IsObservable ? 0 : _values.GetValueOrDefault(series));
        }
    }

    private Task AdvanceUntilAsync(Task run) => Eventually.HoldsAsync(
        () =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            return run.IsCompleted;
        },
        "The run did not end.");

    private sealed class StuckLog : IExecutionLog
    {
        public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask WriteAsync(ExecutionRecord record, CancellationToken cancellationToken) => await Go.Task.WaitAsync(cancellationToken);
    }
}
