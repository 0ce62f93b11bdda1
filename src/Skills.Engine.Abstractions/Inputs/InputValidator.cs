using System.Text.Json;

namespace Skills.Engine;

/// <summary>Step 1: reads inputs and validates them against the input schema of a skill. Must be thread-safe.</summary>
/// <remarks>
/// Resolve it from the container to validate inputs without an execution. Register a class of your own to replace it, or wrap it with
/// <c>SkillsEngineBuilder.Decorate</c>.
/// </remarks>
public abstract class InputValidator
{
    /// <summary>Reads and validates inputs.</summary>
    /// <param name="skill">The skill. Keep the instance: its compiled schema is kept with it.</param>
    /// <param name="inputs">An anonymous object, record, dictionary, <c>JsonNode</c>, <see cref="JsonElement"/> or <see cref="SkillInputs"/>; null for none.</param>
    /// <returns>The inputs as one object, or errors with codes such as <c>input.required</c>. What cannot be read is an error, not an exception.</returns>
    public abstract InputValidation Validate(Skill skill, object? inputs);
}

/// <summary>The outcome of step 1.</summary>
/// <param name="Value">The inputs as one object with defaults. With errors: as far as they could be read, or null.</param>
/// <param name="Errors">Every violation; empty when the inputs are valid.</param>
public sealed record InputValidation(JsonElement? Value, IReadOnlyList<SkillError> Errors)
{
    /// <summary>Gets whether the skill may run with these inputs.</summary>
    public bool IsValid => Errors.Count == 0;

    /// <summary>Returns the codes of the errors. It contains no input.</summary>
    public override string ToString() => IsValid ? "valid inputs" : $"invalid inputs: {string.Join(", ", Errors.Select(static e => e.Code))}";
}
