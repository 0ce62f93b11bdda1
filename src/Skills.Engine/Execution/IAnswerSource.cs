using Skills.Engine.Outputs;

namespace Skills.Engine.Execution;

/// <summary>Where an execution's answers come from: a model, or the skills that a composed skill runs. One for each execution.</summary>
internal interface IAnswerSource
{
    /// <summary>Why the answer taken is not valid; empty when it is.</summary>
    IReadOnlyList<SkillError> Errors { get; }

    /// <summary>Step 3.</summary>
    /// <exception cref="PromptRenderException">The template cannot be rendered.</exception>
    void RenderPrompt(CancellationToken cancellationToken);

    /// <summary>Step 4. Returns why no model may be called; null when one may.</summary>
    ValueTask<SkillError?> SelectModelAsync(CancellationToken cancellationToken);

    /// <summary>Step 5.</summary>
    ValueTask<Answer> InvokeModelAsync(CancellationToken cancellationToken);

    /// <summary>Step 6.</summary>
    OutputValidation ValidateOutput(Answer answer);

    /// <summary>Takes an answer into the result, and decides whether steps 5 to 7 run again.</summary>
    bool AsksAgain(Answer answer);
}
