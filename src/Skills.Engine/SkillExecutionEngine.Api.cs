using System.Text.Json;
using Skills.Engine.Execution;

namespace Skills.Engine;

public sealed partial class SkillExecutionEngine
{
    /// <summary>Runs a skill through all eight steps.</summary>
    /// <param name="skill">The skill; keep the instance, since what is compiled from it is kept with it.</param>
    /// <param name="inputs">An anonymous object, record, dictionary, <c>JsonNode</c> or <see cref="JsonElement"/>; null for none.</param>
    /// <param name="context">Who asks; null for nobody in particular.</param>
    /// <param name="cancellationToken">Ends the execution; the call to the provider is given up.</param>
    /// <returns>The result, also of a failure.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="skill"/> is null.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public Task<SkillResult> ExecuteAsync(Skill skill, object? inputs = null, SkillExecutionContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(skill);
        return ExecuteAsync(skill, inputs, context, observer: null, cancellationToken);
    }

    /// <summary>Runs a skill of the catalog.</summary>
    /// <param name="skillName"><c>name</c>, <c>name@version</c>, <c>name@range</c> or a configured label.</param>
    /// <param name="inputs">As for <see cref="ExecuteAsync(Skill, object?, SkillExecutionContext?, CancellationToken)"/>.</param>
    /// <param name="context">Who asks; null for nobody in particular.</param>
    /// <param name="cancellationToken">Ends the execution.</param>
    /// <returns>The result; with the code <c>skill.not_found</c> when there is no such skill.</returns>
    /// <exception cref="ArgumentException"><paramref name="skillName"/> is null or empty.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public Task<SkillResult> ExecuteAsync(string skillName, object? inputs = null, SkillExecutionContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(skillName);
        return _catalog.Find(skillName) is { } skill
            ? ExecuteAsync(skill, inputs, context, observer: null, cancellationToken)
            : Task.FromResult(NotFound(skillName, context));
    }

    /// <summary>Runs a skill and reads its outputs as <typeparamref name="TOutput"/>.</summary>
    /// <inheritdoc cref="ExecuteAsync(Skill, object?, SkillExecutionContext?, CancellationToken)"/>
    /// <returns>The result; with the code <c>output.type</c> when the outputs are valid but do not fit the type.</returns>
    public async Task<SkillResult<TOutput>> ExecuteAsync<TOutput>(Skill skill, object? inputs = null, SkillExecutionContext? context = null, CancellationToken cancellationToken = default) =>
        TypedOutput.Read<TOutput>(await ExecuteAsync(skill, inputs, context, cancellationToken).ConfigureAwait(false));

    /// <summary>Runs a skill of the catalog and reads its outputs as <typeparamref name="TOutput"/>.</summary>
    /// <inheritdoc cref="ExecuteAsync(string, object?, SkillExecutionContext?, CancellationToken)"/>
    /// <returns>The result; with the code <c>output.type</c> when the outputs are valid but do not fit the type.</returns>
    public async Task<SkillResult<TOutput>> ExecuteAsync<TOutput>(string skillName, object? inputs = null, SkillExecutionContext? context = null, CancellationToken cancellationToken = default) =>
        TypedOutput.Read<TOutput>(await ExecuteAsync(skillName, inputs, context, cancellationToken).ConfigureAwait(false));

    /// <summary>Runs steps 1 and 3 only: checks the inputs and renders the messages. No model is asked and nothing is cached.</summary>
    /// <param name="skill">The skill.</param>
    /// <param name="inputs">As for <see cref="ExecuteAsync(Skill, object?, SkillExecutionContext?, CancellationToken)"/>.</param>
    /// <returns>A result with <see cref="SkillResult.RenderedPrompt"/> and <see cref="SkillResult.Messages"/>, or with errors.</returns>
    public SkillResult Render(Skill skill, object? inputs = null)
    {
        ArgumentNullException.ThrowIfNull(skill);

        var run = NewRun(skill, context: null, observer: null);
        try
        {
            run.Enter(SkillStep.ValidateInput);
            var input = _inputs.Validate(skill, inputs);
            run.Inputs = input.Value;
            if (input.Errors.Count > 0)
            {
                return run.Fail(input.Errors);
            }

            run.Enter(SkillStep.RenderPrompt);
            run.Prompt = _renderer.Render(skill, input.Value!.Value, CancellationToken.None);
            return run.Succeed();
        }
        catch (PromptRenderException problem)
        {
            return run.Fail(problem.Code, problem.Message, problem.Place);
        }
    }

    /// <summary>Runs a skill and yields what happens as it happens. Leaving the loop early cancels the execution.</summary>
    /// <inheritdoc cref="ExecuteAsync(Skill, object?, SkillExecutionContext?, CancellationToken)"/>
    /// <returns>Steps, text, partial values and attempts, and at the end the result.</returns>
    public IAsyncEnumerable<SkillEvent> StreamAsync(Skill skill, object? inputs = null, SkillExecutionContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(skill);
        return StreamCoreAsync(skill, inputs, context, cancellationToken);
    }

    /// <summary>Runs a skill of the catalog and yields what happens as it happens.</summary>
    /// <inheritdoc cref="ExecuteAsync(string, object?, SkillExecutionContext?, CancellationToken)"/>
    /// <returns>Steps, text, partial values and attempts, and at the end the result.</returns>
    public IAsyncEnumerable<SkillEvent> StreamAsync(string skillName, object? inputs = null, SkillExecutionContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(skillName);
        return _catalog.Find(skillName) is { } skill
            ? StreamAsync(skill, inputs, context, cancellationToken)
            : Single(new SkillResultEvent(NotFound(skillName, context)));
    }
}
