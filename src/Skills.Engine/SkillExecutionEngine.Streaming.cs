using System.Runtime.CompilerServices;
using Skills.Engine.Execution;

namespace Skills.Engine;

public sealed partial class SkillExecutionEngine
{
    private async IAsyncEnumerable<SkillEvent> StreamCoreAsync(
        Skill skill, object? inputs, SkillExecutionContext? context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var observer = new RunObserver(() => _outputs.Stream(skill));
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var execution = PumpAsync(skill, inputs, context, observer, leaving.Token);
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

    // Ends by completing the observer; the reader sees the exception there, so this task itself never faults.
    private async Task PumpAsync(Skill skill, object? inputs, SkillExecutionContext? context, RunObserver observer, CancellationToken cancellationToken)
    {
        try
        {
            observer.Complete(await ExecuteAsync(skill, inputs, context, observer, cancellationToken).ConfigureAwait(false), problem: null);
        }
        catch (Exception problem)
        {
            observer.Complete(result: null, problem);
        }
    }

    private static async IAsyncEnumerable<SkillEvent> Single(SkillEvent only)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield return only;
    }
}
