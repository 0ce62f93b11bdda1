namespace Skills.JsonSchema;

/// <summary>What <see cref="JsonSchemaValidator.Validate(System.Text.Json.JsonElement)"/> found. Immutable.</summary>
public sealed class SchemaValidationResult
{
    internal static readonly SchemaValidationResult Valid = new([]);

    internal SchemaValidationResult(IReadOnlyList<SchemaError> errors) => Errors = errors;

    /// <summary>Whether the instance is valid.</summary>
    public bool IsValid => Errors.Count == 0;

    /// <summary>
    /// Every fault, in the order of the evaluation; empty when the instance is valid. Branches of an <c>anyOf</c>,
    /// <c>oneOf</c>, <c>not</c>, <c>if</c> or <c>contains</c> that passed leave no errors.
    /// </summary>
    public IReadOnlyList<SchemaError> Errors { get; }

    /// <summary>Whether <see cref="JsonSchemaOptions.MaxErrors"/> ended the list before the instance did.</summary>
    public bool IsTruncated { get; internal init; }

    /// <summary>
    /// Whether a limit ended the validation before a verdict. Then <see cref="IsValid"/> is <see langword="false"/>
    /// and the only error names the limit: nothing is known of the instance.
    /// </summary>
    public bool IsUndecided { get; internal init; }

    /// <summary>The errors, a line each; or <c>valid</c>.</summary>
    public override string ToString() => IsValid ? "valid" : string.Join('\n', Errors);
}
