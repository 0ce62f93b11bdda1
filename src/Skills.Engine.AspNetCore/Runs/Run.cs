namespace Skills.Engine.AspNetCore;

/// <summary>One asynchronous run.</summary>
internal sealed class Run(string id, Skill skill, SkillExecutionContext caller, DateTimeOffset createdAt, CancellationTokenSource cancellation)
{
    private volatile Ending? _ending;

    public string Id { get; } = id;

    public Skill Skill { get; } = skill;

    public SkillExecutionContext Caller { get; } = caller;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public CancellationTokenSource Cancellation { get; } = cancellation;

    /// <summary>Completes with the run; never faults.</summary>
    public Task Finished { get; set; } = Task.CompletedTask;

    public DateTimeOffset? CompletedAt => _ending?.At;

    /// <summary>Null while it is under way, and when it was canceled.</summary>
    public SkillResult? Result => _ending?.Result;

    public string Status => _ending switch
    {
        null => "running",
        { Result: null } => "canceled",
        { Result.Status: var status } => status.ToString().ToLowerInvariant(),
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

    public void Finish(SkillResult? result, DateTimeOffset at) => _ending = new(result, at);

    private sealed record Ending(SkillResult? Result, DateTimeOffset At);
}
