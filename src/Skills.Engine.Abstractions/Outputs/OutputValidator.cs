using System.Text.Json;

namespace Skills.Engine;

/// <summary>Step 6: reads replies of models and validates them against the output schema of a skill. Must be thread-safe.</summary>
/// <remarks>
/// Resolve it from the container to validate an output without an execution. Register a class of your own to replace it, or wrap it
/// with <c>SkillsEngineBuilder.Decorate</c>. Partial values of a stream do not pass through it.
/// </remarks>
public abstract class OutputValidator
{
    /// <summary>Judges a reply by its stop reason, then by its text.</summary>
    /// <param name="skill">The skill. Keep the instance: its compiled schema is kept with it.</param>
    /// <param name="reply">The reply of a model.</param>
    public abstract OutputValidation Validate(Skill skill, ModelReply reply);

    /// <summary>Reads a text as output, whatever the stop reason was.</summary>
    /// <param name="skill">The skill; within a re-ask a copy of it, whose schema is that of the part asked for.</param>
    /// <param name="text">A reply, with what models write around JSON.</param>
    public abstract OutputValidation ValidateText(Skill skill, string text);

    /// <summary>Validates a value that needs no reading, such as the output of a composed skill.</summary>
    /// <param name="skill">The skill.</param>
    /// <param name="value">The value.</param>
    public abstract OutputValidation ValidateValue(Skill skill, JsonElement value);

    /// <summary>Checks the skill itself, so that a wrong schema is found before a model is paid.</summary>
    /// <param name="skill">The skill.</param>
    /// <returns>An error with the code <c>output.schema</c>, or nothing.</returns>
    public abstract IReadOnlyList<SkillError> Check(Skill skill);
}
