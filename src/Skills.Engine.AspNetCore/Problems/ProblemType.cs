namespace Skills.Engine.AspNetCore.Problems;

/// <summary>Every kind of problem, with its status. The <c>type</c> on the wire is <c>urn:skills:problem:</c> and the name.</summary>
internal sealed record ProblemType(string Name, int Status, string Title)
{
    public static ProblemType InputInvalid { get; } = new("input-invalid", 400, "The inputs do not satisfy the skill's schema.");

    public static ProblemType BodyInvalid { get; } = new("body-invalid", 400, "The body is no JSON.");

    public static ProblemType KeyRequired { get; } = new("idempotency-key-required", 400, "An Idempotency-Key is required.");

    public static ProblemType KeyInvalid { get; } = new("idempotency-key-invalid", 400, "The Idempotency-Key is not one.");

    public static ProblemType FeedbackInvalid { get; } = new("feedback-invalid", 400, "The feedback cannot be taken.");

    public static ProblemType OriginRefused { get; } = new("origin-refused", 403, "Pages of this origin may not call.");

    public static ProblemType SkillNotFound { get; } = new("skill-not-found", 404, "There is no such skill.");

    public static ProblemType RunNotFound { get; } = new("run-not-found", 404, "There is no such run.");

    public static ProblemType BatchNotFound { get; } = new("batch-not-found", 404, "There is no such batch run.");

    public static ProblemType NotAcceptable { get; } = new("not-acceptable", 406, "No form that is accepted can be given.");

    public static ProblemType KeyInFlight { get; } = new("idempotency-key-in-flight", 409, "A request with this Idempotency-Key is under way.");

    public static ProblemType BatchActive { get; } = new("batch-active", 409, "The batch run cannot be deleted now.");

    public static ProblemType SkillArchived { get; } = new("skill-archived", 410, "The skill is archived.");

    public static ProblemType BodyTooLarge { get; } = new("body-too-large", 413, "The body is too large.");

    public static ProblemType PromptTooLong { get; } = new("prompt-too-long", 413, "The prompt made of the inputs is too long.");

    public static ProblemType UnsupportedMediaType { get; } = new("unsupported-media-type", 415, "The body is not said to be JSON.");

    public static ProblemType KeyReused { get; } = new("idempotency-key-reused", 422, "The Idempotency-Key was used for another request.");

    public static ProblemType RateLimited { get; } = new("rate-limited", 429, "The providers take no more calls for now.");

    public static ProblemType BudgetExceeded { get; } = new("budget-exceeded", 429, "The budget is used up.");

    public static ProblemType TooManyRuns { get; } = new("too-many-runs", 429, "Too many asynchronous runs are under way.");

    public static ProblemType TooManyStreams { get; } = new("too-many-streams", 429, "Too many streams are open.");

    public static ProblemType Internal { get; } = new("internal", 500, "The skill could not be run.");

    public static ProblemType OutputInvalid { get; } = new("output-invalid", 502, "The model's reply does not satisfy the skill's schema.");

    public static ProblemType RuleFailed { get; } = new("rule-failed", 502, "The outputs failed a rule.");

    public static ProblemType ProviderError { get; } = new("provider-error", 502, "No provider answered.");

    public static ProblemType NoRoute { get; } = new("no-route", 503, "No model may run the skill.");

    public static ProblemType Unavailable { get; } = new("unavailable", 503, "The providers cannot answer for now.");

    public static ProblemType BudgetUnavailable { get; } = new("budget-unavailable", 503, "The budgets cannot be checked for now.");

    public static ProblemType Timeout { get; } = new("timeout", 504, "The skill did not end in time.");

    public static ProblemType Canceled { get; } = new("canceled", 409, "The run was canceled.");

    /// <summary>All, for the OpenAPI document and the docs.</summary>
    public static IReadOnlyList<ProblemType> All { get; } =
    [
        InputInvalid, BodyInvalid, KeyRequired, KeyInvalid, FeedbackInvalid, OriginRefused, SkillNotFound, RunNotFound, BatchNotFound, NotAcceptable, KeyInFlight, BatchActive, Canceled,
        SkillArchived, BodyTooLarge, PromptTooLong, UnsupportedMediaType, KeyReused, RateLimited, BudgetExceeded, TooManyRuns, TooManyStreams, Internal,
        OutputInvalid, RuleFailed, ProviderError, NoRoute, Unavailable, BudgetUnavailable, Timeout,
    ];

    public string Urn => "urn:skills:problem:" + Name;

    /// <summary>What a failed execution is over HTTP.</summary>
    public static ProblemType Of(SkillResult result) => (result.Status, result.Errors is [var first, ..] ? first : null) switch
    {
        (ExecutionStatus.Timeout, _) => Timeout,
        (ExecutionStatus.Canceled, _) => Canceled,
        (ExecutionStatus.ToolCallsPending, _) => OutputInvalid,
        (_, { Code: "skill.not_found" }) => SkillNotFound,
        (_, { Code: "skill.archived" }) => SkillArchived,
        (_, { Code: "model.rate_limit" }) => RateLimited,
        (_, { Code: "model.overloaded" }) => Unavailable,
        (_, { Code: "budget.unavailable" }) => BudgetUnavailable,
        (_, { Code: "budget.exceeded" or "composition.budget" }) => BudgetExceeded,
        (_, { Code: "prompt.too_long" or "template.too_long" or "model.context_window" }) => PromptTooLong,
        (_, { Code: "model.timeout" }) => Timeout,

        // The skill itself is broken, which is found before its first step.
        (_, { Code: "execution.failed" or "input.schema" or "output.schema" or "rules.invalid" or "composition.plan" or "composition.cycle" or "composition.missing_skill" or "composition.template" }) => Internal,
        (_, { Code: var code }) when code.StartsWith("template.", StringComparison.Ordinal) => Internal,
        (_, { Step: SkillStep.ValidateInput }) => InputInvalid,
        (_, { Step: SkillStep.SelectModel }) => NoRoute,
        (_, { Step: SkillStep.InvokeModel }) => ProviderError,
        (_, { Step: SkillStep.ValidateOutput }) => OutputInvalid,
        (_, { Step: SkillStep.RunRules }) => RuleFailed,
        _ => Internal,
    };
}
