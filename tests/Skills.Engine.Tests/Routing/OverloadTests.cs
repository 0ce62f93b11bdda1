using System.Collections.Concurrent;
using Skills.Engine.Models.Invocation;

namespace Skills.Engine.Tests.Routing;

/// <summary>Half a minute of ten times the capacity of a provider that takes so many calls at a time and answers the others with 429.</summary>
[Collection(AloneCollection.Name)]
public sealed class OverloadTests(ITestOutputHelper output)
{
    private const int Places = 20;
    private const double CapacityPerSecond = 200;
    private static readonly ModelDefinition Model = Some.Model("m");
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(100);

    private readonly VirtualTime _time = new();
    private readonly ConcurrentQueue<(DateTimeOffset Began, ModelErrorKind? Error)> _ended = new();
    private int _busy;
    private int _started;

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.0)]
    public void TenTimesTheCapacityStillGetsMostOfIt(double retryAfterSeconds)
    {
        var began = _time.GetUtcNow();
        var bed = new Bed([Model], [new ScriptedClient("p", (_, token) => AnswerAsync(TimeSpan.FromSeconds(retryAfterSeconds), token))], static o => o.Explain = false, _time);

        Offer(bed, perStep: 10, TimeSpan.FromSeconds(30));
        var over = _time.GetUtcNow();
        Offer(bed, perStep: 0, TimeSpan.FromSeconds(2));
        var rested = _time.GetUtcNow();
        for (var i = 0; i < 100; i++)
        {
            Offer(bed, perStep: 1, Step);
            Offer(bed, perStep: 0, Step);
        }

        Offer(bed, perStep: 0, TimeSpan.FromSeconds(4));
        var answered = _ended.Count(e => e.Error is null && e.Began < over);
        var late = _ended.Count(static e => e.Error is ModelErrorKind.Timeout) / (double)_ended.Count;
        var refusedAfterwards = _ended.Count(e => e.Error is not null && e.Began >= rested);
        output.WriteLine($"{_started} calls: {answered} answered ({answered / (CapacityPerSecond * 30):P1} of the capacity), {late:P2} timeouts, {_ended.Count(static e => e.Error is ModelErrorKind.RateLimit)} refused, {refusedAfterwards} of 100 after two seconds of rest");

        Assert.Equal(_started, _ended.Count);
        Assert.True(answered >= 0.8 * CapacityPerSecond * (over - began).TotalSeconds, $"{answered} answered");
        Assert.True(late < 0.01, $"{late:P2} timeouts");
        Assert.InRange(refusedAfterwards, 0, 5);
    }

    private void Offer(Bed bed, int perStep, TimeSpan duration)
    {
        for (var passed = TimeSpan.Zero; passed < duration; passed += Step)
        {
            for (var i = 0; i < perStep; i++)
            {
                _started++;
                _ = InvokeAsync(bed);
            }

            WaitForQuietPool();
            _time.Advance(Step);
            WaitForQuietPool();
        }
    }

    // All that the calls do at this moment is done before the clock moves on. This test's own thread may be one of the pool.
    private static void WaitForQuietPool() =>
        Assert.True(SpinWait.SpinUntil(static () => ThreadPool.PendingWorkItemCount == 0 && Busy() <= Own(), TimeSpan.FromSeconds(30)), "The pool did not become quiet in 30 s.");

    private static int Own() => Thread.CurrentThread.IsThreadPoolThread ? 1 : 0;

    private static int Busy()
    {
        ThreadPool.GetMaxThreads(out var most, out _);
        ThreadPool.GetAvailableThreads(out var available, out _);
        return most - available;
    }

    private async Task InvokeAsync(Bed bed)
    {
        var began = _time.GetUtcNow();
        var result = await bed.Invoker.InvokeAsync(bed.Invocation(within: TimeSpan.FromSeconds(3)) with { Attempts = new AttemptLog() }, CancellationToken.None).ConfigureAwait(false);
        _ended.Enqueue((began, result.Error?.Kind));
    }

    private async Task<ModelReply> AnswerAsync(TimeSpan retryAfter, CancellationToken cancellationToken)
    {
        if (!TryTakePlace())
        {
            throw Some.Error(ModelErrorKind.RateLimit, retryAfter);
        }

        try
        {
            await Task.Delay(Latency, _time, cancellationToken).ConfigureAwait(false);
            return Some.Reply();
        }
        finally
        {
            Interlocked.Decrement(ref _busy);
        }
    }

    // A call that is rejected never holds a place, not even for a moment.
    private bool TryTakePlace()
    {
        var busy = Volatile.Read(ref _busy);
        while (busy < Places)
        {
            var seen = Interlocked.CompareExchange(ref _busy, busy + 1, busy);
            if (seen == busy)
            {
                return true;
            }

            busy = seen;
        }

        return false;
    }
}
