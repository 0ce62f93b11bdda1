namespace Skills.Engine;

/// <summary>Settings that every typed rule takes.</summary>
public sealed record RuleOptions
{
    /// <summary>Replaces the rule's own sentence; may contain Jinja2 over <c>inputs</c>, <c>outputs</c> and <c>value</c>. Null keeps it.</summary>
    public string? Message { get; init; }

    /// <summary>Whether a failure fails the execution. Default: error.</summary>
    public RuleSeverity Severity { get; init; }

    /// <summary>A Jinja2 expression over <c>inputs</c> and <c>outputs</c>; the rule is skipped when it is false. Null: the rule always runs.</summary>
    public string? When { get; init; }

    /// <summary>What a failure of severity error leads to. Default: the model is asked again, within the skill's attempts.</summary>
    public RuleFailureAction OnFail { get; init; } = RuleFailureAction.Retry;
}
