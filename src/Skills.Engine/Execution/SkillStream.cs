using System.Runtime.CompilerServices;

namespace Skills.Engine.Execution;

/// <summary>Runs executions whose events a caller reads as they happen.</summary>
internal sealed class SkillStream(EngineParts parts, SkillRunner runner)
{
    /// <summary>Runs a skill. Ends with its result. Leaving the loop early cancels the execution.</summary>
    public async IAsyncEnumerable<SkillEvent> RunAsync(RunRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var observer = new RunObserver(() => parts.Replies.Stream(request.Skill));
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var execution = PumpAsync(request with { Observer = observer }, observer, leaving.Token);
        try
        {
            await foreach (var happened in observer.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return happened;
            }
        }
        finally
        {
            await leaving.CancelAsync().ConfigureAwait(false);
            await execution.ConfigureAwait(false);
        }
    }

    /// <summary>The events of an execution that ended before it could be streamed.</summary>
    public static async IAsyncEnumerable<SkillEvent> EndedAsync(SkillResult result)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield return new SkillResultEvent(result);
    }

    // Ends by completing the observer. The reader sees the exception there, so this task never faults.
    private async Task PumpAsync(RunRequest request, RunObserver observer, CancellationToken cancellationToken)
    {
        try
        {
            observer.Complete(await runner.ExecuteAsync(request, cancellationToken).ConfigureAwait(false), problem: null);
        }
        catch (Exception problem)
        {
            observer.Complete(result: null, problem);
        }
    }
}
