using System.Text.Json;
using System.Text.Json.Serialization;

namespace Skills.Engine;

/// <summary>One check of a skill's outputs, as data; the rule of that type reads the parameters once, when the skill is compiled.</summary>
public sealed record ValidationRule
{
    /// <summary>The kind of check, such as <c>required_fields</c>, <c>type_check</c>, <c>range_check</c>, <c>regex</c> or <c>custom</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The type's parameters; an object. An unknown one is an error when the skill is compiled.</summary>
    public JsonElement Parameters { get; init; }

    /// <summary>Replaces the rule's own sentence; may hold Jinja2 over <c>inputs</c>, <c>outputs</c> and <c>value</c>.</summary>
    public string? Message { get; init; }

    /// <summary>Whether a failure fails the execution. Default: error.</summary>
    public RuleSeverity Severity { get; init; }

    /// <summary>A Jinja2 expression over <c>inputs</c> and <c>outputs</c>; the rule is skipped when it is false.</summary>
    public string? When { get; init; }

    /// <summary>What a failure of severity error leads to. Default: fail.</summary>
    public RuleFailureAction OnFail { get; init; }

    /// <summary>The check itself, for a rule made in code; null when <see cref="Type"/> names it.</summary>
    internal IValidationRule? Code { get; init; }
}

/// <summary>How much a failed rule matters.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RuleSeverity>))]
public enum RuleSeverity
{
    /// <summary>The execution fails.</summary>
    Error,

    /// <summary>Recorded as a warning.</summary>
    Warning,

    /// <summary>Recorded as a remark.</summary>
    Info,
}

/// <summary>What a failed rule leads to.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RuleFailureAction>))]
public enum RuleFailureAction
{
    /// <summary>The execution fails.</summary>
    Fail,

    /// <summary>The model is asked again, within the skill's attempts.</summary>
    Retry,

    /// <summary>The rule's own correction is applied, and recorded as an edit.</summary>
    Fix,

    /// <summary>The offending value is removed, and recorded as an edit.</summary>
    Drop,

    /// <summary>The value is kept and the failure recorded as a warning.</summary>
    Keep,
}
