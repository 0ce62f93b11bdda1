using System.Collections.Concurrent;
using System.Text.Json;
using Skills.Engine.Composition;
using Skills.Engine.Outputs;

namespace Skills.Engine.Execution;

/// <summary>The answer of a composed skill: the skills it runs give it, each in an execution of its own with its own eight steps.</summary>
internal sealed class ComposedAnswers(EngineParts parts, SkillRunner runner, SkillRun run) : IAnswerSource
{
    private JsonElement? _outputs;

    public IReadOnlyList<SkillError> Errors { get; private set; } = [];

    public void RenderPrompt(CancellationToken cancellationToken) => throw new NotSupportedException("A composed skill has no prompt of its own.");

    public ValueTask<SkillError?> SelectModelAsync(CancellationToken cancellationToken) => throw new NotSupportedException("A composed skill has no model of its own.");

    public async ValueTask<Answer> InvokeModelAsync(CancellationToken cancellationToken)
    {
        var composed = await RunAsync(cancellationToken).ConfigureAwait(false);
        run.Result.AddPaid(composed.Children);
        run.Result.Warn(composed.Warnings);
        _outputs = composed.Outputs;
        return composed.Errors.Count == 0 ? default : new(Reply: null, Failure: composed.Errors);
    }

    private async Task<CompositionResult> RunAsync(CancellationToken cancellationToken)
    {
        // A deadline ends the composition without a result, but not without what its executions did and cost.
        var ended = new ConcurrentQueue<SkillResult>();
        try
        {
            return await parts.Compositions.RunAsync(
                run.Bounded(run.Skill),
                run.Inputs,
                run.Start.Context,
                run.Start.ExecutionId,
                (skill, inputs, context, token) => runner.ExecuteAsync(new(skill, inputs, context) { Ended = ended.Enqueue }, token),
                cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            run.Result.AddPaid([.. ended.OrderBy(static r => r.ExecutedAt)]);
            throw;
        }
    }

    public OutputValidation ValidateOutput(Answer answer) => parts.Outputs.ValidateValue(run.Skill, _outputs!.Value);

    public bool AsksAgain(Answer answer)
    {
        Errors = answer.Errors;
        if (answer.IsGiven)
        {
            run.Result.Take(answer);
        }

        return false;
    }
}
