using Skills.Engine.AspNetCore.Problems;

namespace Skills.Engine.AspNetCore.Runs;

/// <summary>One asynchronous run. Thread-safe.</summary>
internal sealed class Run(string id, Skill skill, SkillExecutionContext caller, DateTimeOffset createdAt, CancellationTokenSource cancellation)
{
    private readonly Lock _gate = new();
    private volatile Ending? _ending;

    public string Id { get; } = id;

    public Skill Skill { get; } = skill;

    public SkillExecutionContext Caller { get; } = caller;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    /// <summary>Bytes it holds, about; counted and changed by the store only.</summary>
    public long Size { get; set; }

    public CancellationToken Token { get; } = cancellation.Token;

    /// <summary>Completes with the run; never faults.</summary>
    public Task Finished { get; set; } = Task.CompletedTask;

    public DateTimeOffset? CompletedAt => _ending?.At;

    /// <summary>Returns how long ago it ended; null while it is under way. A jump of the wall clock does not change it.</summary>
    public TimeSpan? EndedFor(TimeProvider time) => _ending is { } ending ? time.GetElapsedTime(ending.Timestamp) : null;

    /// <summary>Null while it is under way, and when it ended without one.</summary>
    public SkillResult? Result => _ending?.Result;

    /// <summary>Why there is no result although it ended; null when there is one.</summary>
    public ProblemType? Problem => _ending?.Problem;

    public string Status => _ending switch
    {
        null => "running",
        { Result.Status: var status } => status.ToString().ToLowerInvariant(),
        { Problem: var problem } => problem == ProblemType.Canceled ? "canceled" : "failed",
    };

    /// <summary>Waits for the end, at most so long.</summary>
    public async Task WaitAsync(TimeSpan wait, TimeProvider time, CancellationToken cancellationToken)
    {
        if (wait > TimeSpan.Zero && !Finished.IsCompleted)
        {
            await Task.WhenAny(Finished, Task.Delay(wait, time, cancellationToken)).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Asks the run to end; too late, it does nothing.</summary>
    public void Cancel()
    {
        lock (_gate)
        {
            if (_ending is null)
            {
                cancellation.Cancel();
            }
        }
    }

    public void Finish(SkillResult result, TimeProvider time) => Finish(new Ending(result, null, time.GetUtcNow(), time.GetTimestamp()));

    public void Finish(ProblemType problem, TimeProvider time) => Finish(new Ending(null, problem, time.GetUtcNow(), time.GetTimestamp()));

    // The source hangs on the host's own token until it is disposed of: kept with every finished run, it would never go.
    private void Finish(Ending ending)
    {
        lock (_gate)
        {
            _ending = ending;
            cancellation.Dispose();
        }
    }

    private sealed record Ending(SkillResult? Result, ProblemType? Problem, DateTimeOffset At, long Timestamp);
}
