using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Skills.Engine.Caching;

/// <summary>
/// A deadline that does not count the time in which this process itself was paused. When thousands of executions begin at once,
/// or code is compiled for the first time, answers wait unread for longer than any store takes: giving up on it then would call
/// the model for nothing, and saves no time.
/// </summary>
/// <remarks>Waits in slices: while <see cref="Continues"/>, await <see cref="SliceAsync"/> and say <see cref="EndSlice"/>.</remarks>
internal struct ProcessAwareWait(TimeSpan limit, TimeProvider time)
{
    private const int MostExtension = 10;

    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(10);

    private readonly long _began = Stopwatch.GetTimestamp();
    private TimeSpan _slice;
    private long _sliceBegan;
    private long _sliceReallyBegan;

    /// <summary>The time that counts.</summary>
    public TimeSpan Counted { get; private set; }

    /// <summary>Waits for a task up to a limit; returns the time that counts. Throws nothing.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<TimeSpan> ForAsync(Task task, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        var wait = new ProcessAwareWait(limit, time);
        while (wait.Continues(task, cancellationToken))
        {
            await wait.SliceAsync(task, cancellationToken);
            wait.EndSlice();
        }

        return wait.Counted;
    }

    /// <summary>Whether there is something to wait for, and time left.</summary>
    public readonly bool Continues(Task task, CancellationToken cancellationToken) =>
        !task.IsCompleted && Counted < limit && !cancellationToken.IsCancellationRequested && Stopwatch.GetElapsedTime(_began) < limit * MostExtension;

    /// <summary>Waits for the task for a moment; throws nothing.</summary>
    public ConfiguredTaskAwaitable SliceAsync(Task task, CancellationToken cancellationToken)
    {
        _slice = limit - Counted < Slice ? limit - Counted : Slice;
        (_sliceBegan, _sliceReallyBegan) = (time.GetTimestamp(), Stopwatch.GetTimestamp());
        return task.WaitAsync(_slice, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Counts the moment that is over: how late its timer came, by the processor's own clock, is how long nothing ran here.</summary>
    public void EndSlice()
    {
        var late = Stopwatch.GetElapsedTime(_sliceReallyBegan) - _slice - Tolerance;
        var elapsed = time.GetElapsedTime(_sliceBegan);
        Counted += late > TimeSpan.Zero && elapsed > _slice ? _slice : elapsed;
    }
}
