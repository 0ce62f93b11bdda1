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

    /// <summary>Begins a wait no longer than a limit and what is left; what it took is to be taken off with <see cref="Spend"/>.</summary>
    public ProcessAwareWait Begin(TimeSpan limit) => new(limit < Hard ? limit : Hard, time);

    /// <summary>Takes off what was waited.</summary>
    public void Spend(TimeSpan waited) => _spent += waited;

    /// <summary>Waits for a task, no longer than a limit and what is left, or until the caller cancels; throws nothing.</summary>
    public async ValueTask WaitAsync(Task task, TimeSpan limit, CancellationToken cancellationToken) =>
        Spend(await ProcessAwareWait.ForAsync(task, limit < Hard ? limit : Hard, time, cancellationToken).ConfigureAwait(false));
}
