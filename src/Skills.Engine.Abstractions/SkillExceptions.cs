namespace Skills.Engine;

// SkillExecutionException                  any failed execution (EnsureSuccess)
// ├── SkillInputValidationException        step 1
// └── SkillOutputValidationException       steps 6 and 7

/// <summary>A failed execution, thrown by <see cref="SkillResult.EnsureSuccess"/> only: the engine itself returns failures.</summary>
public class SkillExecutionException : Exception
{
    /// <summary>Makes an exception without a result, for hosts that need one of this type.</summary>
    public SkillExecutionException() { }

    /// <inheritdoc cref="SkillExecutionException()"/>
    public SkillExecutionException(string message) : base(message) { }

    /// <inheritdoc cref="SkillExecutionException()"/>
    public SkillExecutionException(string message, Exception? innerException) : base(message, innerException) { }

    internal SkillExecutionException(SkillResult result) : base(Describe(result)) => Result = result;

    /// <summary>The whole result, with prompt, raw reply and usage; null when the exception was made by hand.</summary>
    public SkillResult? Result { get; }

    /// <summary>What was found, in the order of discovery.</summary>
    public IReadOnlyList<SkillError> Errors => Result?.Errors ?? [];

    // Codes and steps only: sentences may quote inputs or outputs, and exception messages end up in logs.
    private static string Describe(SkillResult result)
    {
        var codes = string.Join(", ", result.Errors.Take(5).Select(static e => $"{e.Code} at step {e.Step}"));
        return $"Skill '{result.SkillId}' {result.SkillVersion} ended {result.Status}: {codes}. See Result.Errors.";
    }
}

/// <summary>The inputs do not satisfy the skill's input schema.</summary>
public sealed class SkillInputValidationException : SkillExecutionException
{
    /// <inheritdoc cref="SkillExecutionException()"/>
    public SkillInputValidationException() { }

    /// <inheritdoc cref="SkillExecutionException()"/>
    public SkillInputValidationException(string message) : base(message) { }

    /// <inheritdoc cref="SkillExecutionException()"/>
    public SkillInputValidationException(string message, Exception? innerException) : base(message, innerException) { }

    internal SkillInputValidationException(SkillResult result) : base(result) { }
}

/// <summary>The model's reply could not be read, does not satisfy the output schema, or failed a rule.</summary>
public sealed class SkillOutputValidationException : SkillExecutionException
{
    /// <inheritdoc cref="SkillExecutionException()"/>
    public SkillOutputValidationException() { }

    /// <inheritdoc cref="SkillExecutionException()"/>
    public SkillOutputValidationException(string message) : base(message) { }

    /// <inheritdoc cref="SkillExecutionException()"/>
    public SkillOutputValidationException(string message, Exception? innerException) : base(message, innerException) { }

    internal SkillOutputValidationException(SkillResult result) : base(result) { }
}
