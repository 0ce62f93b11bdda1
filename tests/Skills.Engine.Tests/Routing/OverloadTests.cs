using System.Collections.Concurrent;
using Skills.Engine.Models.Invocation;

namespace Skills.Engine.Tests.Routing;

/// <summary>
/// Half a minute of ten times the capacity of a provider that takes so many calls at a time and answers the others with 429. Which calls
/// come first at one moment is up to the threads, and the shares differ by a tenth between runs: the median of three is judged.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class OverloadTests(ITestOutputHelper output)
{
    private const int Places = 20;
    private const double CapacityPerSecond = 200;
    private const int Runs = 3;
    private static readonly ModelDefinition Model = Some.Model("m");
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Overload = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.0)]
    public void TenTimesTheCapacityStillGetsMostOfIt(double retryAfterSeconds)
    {
        var runs = Enumerable.Range(0, Runs).Select(_ => new OverloadedProvider(TimeSpan.FromSeconds(retryAfterSeconds)).Run()).ToList();
        foreach (var run in runs)
        {
            output.WriteLine($"{run.Started} calls: {run.Answered} answered ({run.Answered / (CapacityPerSecond * Overload.TotalSeconds):P1} of the capacity), {run.Late} timeouts, {run.RefusedAfterwards} of 100 refused after two seconds of rest");
        }

        Assert.All(runs, static r => Assert.Equal(r.Started, r.Ended));
        Assert.All(runs, static r => Assert.True(r.Late < 0.01 * r.Ended, $"{r.Late} timeouts"));
        var answered = MedianOf(runs.Select(static r => r.Answered));
        Assert.True(answered >= 0.8 * CapacityPerSecond * Overload.TotalSeconds, $"{answered} answered");
        Assert.InRange(MedianOf(runs.Select(static r => r.RefusedAfterwards)), 0, 5);
    }

    private static int MedianOf(IEnumerable<int> counts) => counts.Order().ElementAt(Runs / 2);

    private sealed record OverloadRun(int Started, int Ended, int Answered, int Late, int RefusedAfterwards);

    private sealed class OverloadedProvider(TimeSpan retryAfter)
    {
        private readonly VirtualTime _time = new();
        private readonly ConcurrentQueue<(DateTimeOffset Began, ModelErrorKind? Error)> _ended = new();
        private int _busy;
        private int _started;

        public OverloadRun Run()
        {
            var bed = new Bed([Model], [new ScriptedClient("p", (_, token) => AnswerAsync(token))], static o => o.Explain = false, _time);
            Offer(bed, perStep: 10, Overload);
            var over = _time.GetUtcNow();
            Offer(bed, perStep: 0, TimeSpan.FromSeconds(2));
            var rested = _time.GetUtcNow();
            for (var i = 0; i < 100; i++)
            {
                Offer(bed, perStep: 1, Step);
                Offer(bed, perStep: 0, Step);
            }

            Offer(bed, perStep: 0, TimeSpan.FromSeconds(4));
            return new(
                _started,
                _ended.Count,
                _ended.Count(e => e.Error is null && e.Began < over),
                _ended.Count(static e => e.Error is ModelErrorKind.Timeout),
                _ended.Count(e => e.Error is not null && e.Began >= rested));
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

        private async Task<ModelReply> AnswerAsync(CancellationToken cancellationToken)
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
}
