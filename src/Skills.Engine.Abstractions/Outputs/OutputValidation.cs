using System.Text.Json;
using System.Text.Json.Serialization;

namespace Skills.Engine;

/// <summary>Why a reply is not a valid output. It decides how a model is asked again.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OutputFailure>))]
public enum OutputFailure
{
    /// <summary>The output is valid.</summary>
    None,

    /// <summary>Nothing in the reply can be read.</summary>
    Syntax,

    /// <summary>It was read, but violates the schema.</summary>
    Violations,

    /// <summary>The output limit cut it.</summary>
    Truncated,

    /// <summary>The model refused. It is not asked again.</summary>
    Refused,

    /// <summary>The provider filtered it. The model is not asked again.</summary>
    Filtered,

    /// <summary>There is no text.</summary>
    Empty,

    /// <summary>The model asks for tools in place of an answer. It is not asked again.</summary>
    ToolCalls,

    /// <summary>Two readings differ and neither is better.</summary>
    Ambiguous,
}

/// <summary>The outcome of step 6.</summary>
public sealed record OutputValidation
{
    /// <summary>Gets the value read. The best reading when it is not valid; null when nothing was read.</summary>
    public JsonElement? Value { get; init; }

    /// <summary>Gets the kind of failure. Errors without a kind are <see cref="OutputFailure.Violations"/>.</summary>
    public OutputFailure Failure
    {
        get => field == OutputFailure.None && Errors.Count > 0 ? OutputFailure.Violations : field;
        init;
    }

    /// <summary>Gets what is wrong; empty when the output is valid.</summary>
    public IReadOnlyList<SkillError> Errors { get; init; } = [];

    /// <summary>Gets the repairs that reading took.</summary>
    public IReadOnlyList<OutputEdit> Edits { get; init; } = [];

    /// <summary>Gets whether rules may run over the value.</summary>
    public bool IsValid => Failure == OutputFailure.None;

    /// <summary>The reply this was read from; null when the outcome was put together from several.</summary>
    internal ModelReply? Reply { get; init; }

    /// <summary>Returns the kind of failure and the codes of the errors. It contains no output.</summary>
    public override string ToString() => IsValid ? "valid output" : $"invalid output ({Failure}): {string.Join(", ", Errors.Select(static e => e.Code))}";
}
