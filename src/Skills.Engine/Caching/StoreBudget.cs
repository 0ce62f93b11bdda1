using System.Diagnostics;

namespace Skills.Engine.Caching;

/// <summary>The time one execution may be held up by the shared store, all calls together. Used by one caller at a time.</summary>
internal sealed class StoreBudget(TimeProvider time, SkillCacheOptions options)
{
    private readonly TimeSpan _hard = options.HardWait;
    private TimeSpan _spent;

    /// <summary>For a call without which there is nothing to go on with.</summary>
    public TimeSpan Hard => _hard > _spent ? _hard - _spent : TimeSpan.Zero;

    /// <summary>For a call that only makes things better.</summary>
    public TimeSpan Soft => Hard < options.SoftTimeout ? Hard : options.SoftTimeout;

    /// <summary>Waits for a task, no longer than a limit and what is left, or until the caller cancels; the time that counts. Throws nothing.</summary>
    public ValueTask<TimeSpan> WaitAsync(Task task, TimeSpan limit, CancellationToken cancellationToken) =>
        task.IsCompleted ? default : PatientWait.ForAsync(task, limit < Hard ? limit : Hard, time, cancellationToken, this);

    /// <summary>Takes off what was waited.</summary>
    public void Spend(TimeSpan waited) => _spent += waited;
}

/// <summary>
/// Deadlines that do not count the time in which this process itself stood still. When thousands of executions begin at once,
/// or code is compiled for the first time, answers lie unread for longer than any store takes: giving up on it then would call
/// the model for nothing, and saves nobody any time.
/// </summary>
internal static class PatientWait
{
    private const int MostExtension = 10;

    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits for a task up to a limit; returns the time that counts, and takes it off a budget. Throws nothing.</summary>
    public static async ValueTask<TimeSpan> ForAsync(Task task, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken, StoreBudget? budget = null)
    {
        var counted = TimeSpan.Zero;
        var began = Stopwatch.GetTimestamp();
        while (!task.IsCompleted && counted < limit && !cancellationToken.IsCancellationRequested && Stopwatch.GetElapsedTime(began) < limit * MostExtension)
        {
            // How late a timer comes, by the processor's own clock, is how long nothing ran here.
            var slice = limit - counted < Slice ? limit - counted : Slice;
            var (from, realFrom) = (time.GetTimestamp(), Stopwatch.GetTimestamp());
            await task.WaitAsync(slice, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var late = Stopwatch.GetElapsedTime(realFrom) - slice - Tolerance;
            var elapsed = time.GetElapsedTime(from);
            counted += late > TimeSpan.Zero && elapsed > slice ? slice : elapsed;
        }

        budget?.Spend(counted);
        return counted;
    }
}
