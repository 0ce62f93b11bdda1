using System.Globalization;

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
        "cannot exceed the total tokens limit", "context length", "input tokens exceed", "input token count", "reduce the length of",
        "input is too long", "prompt too long", "maximum prompt length", "model token limit", "range of input length", "prompt exceeds max length",
        "maximum input length", "maximum allowed input", "maximum model length", "tokens in the prompt exceeds", "must be at least 1, got -", "conversation is too long", "tokens + `max_new_tokens` must be", "maximum number of input tokens", "too many input tokens",
    ];

    private static readonly string[] PolicySentences = ["content filtering policy", "violating our usage policy"];

    private static readonly string[] QuotaSentences = ["credit balance is too low", "usage limits", "spend limit", "spending limit"];

    // Sentences of 429s whose code says "rate limit" although no waiting helps.
    private static readonly string[] MoneySentences =
        ["check your plan and billing", "insufficient balance", "insufficient credit", "insufficient funds", "out of credits", "credit balance is too low"];

    /// <summary>The class of a code; null for one not known or one that says nothing.</summary>
    public static ModelErrorKind? KindOf(string? code) => code is not null && Kinds.TryGetValue(code, out var kind) ? kind : null;

    /// <summary>The class of an error whose code is missing or says only that the request is invalid.</summary>
    public static ModelErrorKind? KindOfSentence(string? message) =>
        Holds(message, ContextSentences) ? ModelErrorKind.ContextWindow
        : Holds(message, QuotaSentences) ? ModelErrorKind.Quota
        : Holds(message, PolicySentences) ? ModelErrorKind.ContentPolicy
        : null;

    /// <summary>The class a code gave, made finer by the sentence: "invalid request" says nothing yet, and not every "rate limit" goes away by waiting.</summary>
    public static ModelErrorKind? Refined(ModelErrorKind? kind, string? message) => kind switch
    {
        null or ModelErrorKind.InvalidRequest => KindOfSentence(message) ?? kind,
        ModelErrorKind.RateLimit when Holds(message, MoneySentences) => ModelErrorKind.Quota,
        ModelErrorKind.RateLimit when AsksMoreThanTheLimit(message) => ModelErrorKind.ContextWindow,
        _ => kind,
    };

    // "Limit 6000, Requested 9000": the request alone is larger than what a whole window grants.
    private static bool AsksMoreThanTheLimit(string? message) =>
        NumberAfter(message, "Requested ") is { } asked && NumberAfter(message, "Limit ") is { } limit && asked > limit;

    private static long? NumberAfter(string? message, string word)
    {
        var at = message?.IndexOf(word, StringComparison.OrdinalIgnoreCase) ?? -1;
        if (at < 0)
        {
            return null;
        }

        var rest = message.AsSpan(at + word.Length);
        var end = rest.IndexOfAnyExceptInRange('0', '9');
        return long.TryParse(end < 0 ? rest : rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static bool Holds(string? message, string[] sentences) =>
        message is not null && Array.Exists(sentences, s => message.Contains(s, StringComparison.OrdinalIgnoreCase));
}
