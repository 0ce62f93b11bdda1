namespace Skills.Engine.Providers.Http;

/// <summary>Error codes and types of OpenAI and of the many servers that speak its form, plus the sentences of those that give no code.</summary>
internal static class CodeTable
{
    private static readonly Dictionary<string, ModelErrorKind> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["rate_limit_exceeded"] = ModelErrorKind.RateLimit,
        ["rate_limit_error"] = ModelErrorKind.RateLimit,
        ["rate_limit_reached_requests"] = ModelErrorKind.RateLimit,
        ["slow_down"] = ModelErrorKind.RateLimit,
        ["too_many_requests"] = ModelErrorKind.RateLimit,
        ["insufficient_quota"] = ModelErrorKind.Quota,
        ["credit_balance_exhausted"] = ModelErrorKind.Quota,
        ["billing_hard_limit_reached"] = ModelErrorKind.Quota,
        ["billing_not_active"] = ModelErrorKind.Quota,
        ["billing_error"] = ModelErrorKind.Quota,
        ["spend_limit_exceeded"] = ModelErrorKind.Quota,
        ["spend_limit_reached"] = ModelErrorKind.Quota,
        ["quota_exceeded"] = ModelErrorKind.Quota,
        ["token_quota_reached"] = ModelErrorKind.Quota,
        ["server_is_overloaded"] = ModelErrorKind.Overloaded,
        ["service_unavailable_error"] = ModelErrorKind.Overloaded,
        ["overloaded_error"] = ModelErrorKind.Overloaded,
        ["unavailable_error"] = ModelErrorKind.Overloaded,
        ["server_error"] = ModelErrorKind.ServerError,
        ["api_error"] = ModelErrorKind.ServerError,
        ["internal_error"] = ModelErrorKind.ServerError,
        ["internal_server_error"] = ModelErrorKind.ServerError,
        ["timeout_error"] = ModelErrorKind.ServerError,
        ["invalid_api_key"] = ModelErrorKind.Auth,
        ["authentication_error"] = ModelErrorKind.Auth,
        ["authentication_token_expired"] = ModelErrorKind.Auth,
        ["authentication_token_not_valid"] = ModelErrorKind.Auth,
        ["invalid_authentication"] = ModelErrorKind.Auth,
        ["permission_error"] = ModelErrorKind.Permission,
        ["permission_denied"] = ModelErrorKind.Permission,
        ["insufficient_permissions"] = ModelErrorKind.Permission,
        ["unsupported_country_region_territory"] = ModelErrorKind.Permission,
        ["model_not_found"] = ModelErrorKind.NotFound,
        ["model_not_supported"] = ModelErrorKind.NotFound,
        ["not_found_error"] = ModelErrorKind.NotFound,
        ["not_found"] = ModelErrorKind.NotFound,
        ["NotFoundError"] = ModelErrorKind.NotFound,
        ["DeploymentNotFound"] = ModelErrorKind.NotFound,
        ["context_length_exceeded"] = ModelErrorKind.ContextWindow,
        ["exceed_context_size_error"] = ModelErrorKind.ContextWindow,
        ["content_policy_violation"] = ModelErrorKind.ContentPolicy,
        ["content_filter"] = ModelErrorKind.ContentPolicy,
        ["invalid_prompt"] = ModelErrorKind.ContentPolicy,
        ["moderation_blocked"] = ModelErrorKind.ContentPolicy,
        ["ResponsibleAIPolicyViolation"] = ModelErrorKind.ContentPolicy,
        ["request_too_large"] = ModelErrorKind.InvalidRequest,
        ["invalid_request_error"] = ModelErrorKind.InvalidRequest,
        ["BadRequestError"] = ModelErrorKind.InvalidRequest,
    };

    // Sentences of 400s whose code says no more than "invalid": the only way left to know them.
    private static readonly string[] ContextSentences =
    [
        "prompt is too long", "maximum context length", "exceeds the context", "exceed context limit", "exceeds the maximum number of tokens",
        "maximum sequence length", "input length and `max_tokens` exceed", "context window", "context size", "max_model_len",
        "cannot exceed the total tokens limit", "greater than the context length",
    ];

    private static readonly string[] PolicySentences = ["content filtering policy", "violating our usage policy"];

    private static readonly string[] QuotaSentences = ["credit balance is too low", "usage limits", "spend limit", "spending limit"];

    /// <summary>The class of a code; null for one not known or one that says nothing.</summary>
    public static ModelErrorKind? KindOf(string? code) => code is not null && Kinds.TryGetValue(code, out var kind) ? kind : null;

    /// <summary>The class of an error whose code is missing or says only that the request is invalid.</summary>
    public static ModelErrorKind? KindOfSentence(string? message) =>
        Holds(message, ContextSentences) ? ModelErrorKind.ContextWindow
        : Holds(message, QuotaSentences) ? ModelErrorKind.Quota
        : Holds(message, PolicySentences) ? ModelErrorKind.ContentPolicy
        : null;

    private static bool Holds(string? message, string[] sentences) =>
        message is not null && Array.Exists(sentences, s => message.Contains(s, StringComparison.OrdinalIgnoreCase));
}
