using System.Text.Json;

namespace Skills.Engine;

/// <summary>Step 7: runs the validation rules of a skill over an output. Must be thread-safe.</summary>
/// <remarks>
/// Resolve it from the container to run the rules without an execution, for example over stored outputs. Register a class of your own
/// to replace it, or wrap it with <c>SkillsEngineBuilder.Decorate</c>. A rule of type <c>llm_judge</c> calls a model.
/// </remarks>
public abstract class ValidationRuleExecutor
{
    /// <summary>Runs the rules in their order.</summary>
    /// <param name="context">What is checked. A class that wraps another passes it on, since it also takes what judges and embeddings cost.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public abstract ValueTask<RuleValidation> ExecuteAsync(RuleContext context, CancellationToken cancellationToken);

    /// <summary>Runs the rules over an output that does not come from an execution.</summary>
    /// <param name="skill">The skill. Keep the instance: its compiled rules are kept with it.</param>
    /// <param name="inputs">The inputs that passed step 1; an empty object when no rule uses them.</param>
    /// <param name="outputs">The outputs that passed step 6.</param>
    /// <param name="context">The caller; null when anonymous.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public ValueTask<RuleValidation> ExecuteAsync(Skill skill, JsonElement inputs, JsonElement outputs, SkillExecutionContext? context = null, CancellationToken cancellationToken = default) =>
        ExecuteAsync(new RuleContext(skill, inputs, outputs, default, context ?? SkillExecutionContext.Anonymous), cancellationToken);

    /// <summary>Checks the rules themselves, so that a wrong one is found before a model is paid.</summary>
    /// <param name="skill">The skill.</param>
    /// <returns>One error for each rule that cannot run; its path is <c>rules:</c> and the index of the rule.</returns>
    public abstract IReadOnlyList<SkillError> Check(Skill skill);
}
