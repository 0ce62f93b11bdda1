using System.Text.Json;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.Google;

/// <summary>Reads Google's error object with its typed details.</summary>
internal static class GoogleErrors
{
    public static WireError Read(JsonElement error)
    {
        var status = error.Text("status");
        var message = error.Text("message");
        var details = error.Get("details");
        var reason = Detail(details, "ErrorInfo").Text("reason");
        return new()
        {
            Kind = KindOf(status, reason, details, message),
            Code = reason ?? status ?? error.Code("code"),
            Message = message,
            RetryAfter = RetryAfter.Duration(Detail(details, "RetryInfo").Text("retryDelay")),
        };
    }

    /// <summary>The error of a candidate whose tool call the API itself could not read; null for any other.</summary>
    public static WireError? OfCandidate(JsonElement? candidate) =>
        candidate.Text("finishReason") is "MALFORMED_FUNCTION_CALL" or "UNEXPECTED_TOOL_CALL" or "TOO_MANY_TOOL_CALLS" or "MALFORMED_RESPONSE" or "MISSING_THOUGHT_SIGNATURE"
        && candidate.Get("content").Get("parts").First() is null
            ? new() { Kind = ModelErrorKind.Malformed, Code = candidate.Text("finishReason"), Message = candidate.Text("finishMessage") }
            : null;

    private static ModelErrorKind? KindOf(string? status, string? reason, JsonElement? details, string? message) => (status, reason) switch
    {
        (_, "API_KEY_INVALID" or "API_KEY_EXPIRED" or "ACCESS_TOKEN_EXPIRED") => ModelErrorKind.Auth,
        (_, "API_KEY_SERVICE_BLOCKED" or "SERVICE_DISABLED" or "API_KEY_HTTP_REFERRER_BLOCKED" or "API_KEY_IP_ADDRESS_BLOCKED") => ModelErrorKind.Permission,
        (_, "BILLING_DISABLED") => ModelErrorKind.Quota,
        ("RESOURCE_EXHAUSTED", _) => IsDaily(details) || IsNothing(message) ? ModelErrorKind.Quota : ModelErrorKind.RateLimit,
        ("UNAUTHENTICATED", _) => ModelErrorKind.Auth,
        ("PERMISSION_DENIED" or "FAILED_PRECONDITION", _) => ModelErrorKind.Permission,
        ("NOT_FOUND", _) => ModelErrorKind.NotFound,
        ("UNAVAILABLE", _) => ModelErrorKind.Overloaded,
        ("INTERNAL" or "DEADLINE_EXCEEDED" or "UNKNOWN" or "ABORTED", _) => ModelErrorKind.ServerError,
        ("CANCELLED", _) => ModelErrorKind.Canceled,
        ("INVALID_ARGUMENT" or "OUT_OF_RANGE", _) => CodeTable.KindOfSentence(message) ?? ModelErrorKind.InvalidRequest,
        _ => null,
    };

    // A quota by the day does not come back while anyone waits.
    private static bool IsDaily(JsonElement? details) =>
        Detail(details, "QuotaFailure").Get("violations").Items().Any(static v => v.Text("quotaId")?.Contains("PerDay", StringComparison.Ordinal) == true);

    // "limit: 0": the key has no share of this model at all.
    private static bool IsNothing(string? message)
    {
        const string Limit = "limit: 0";
        var at = message?.IndexOf(Limit, StringComparison.OrdinalIgnoreCase) ?? -1;
        return at >= 0 && (at + Limit.Length == message!.Length || !(char.IsAsciiDigit(message[at + Limit.Length]) || IsFraction(message.AsSpan(at + Limit.Length))));
    }

    private static bool IsFraction(ReadOnlySpan<char> rest) => rest is ['.', >= '0' and <= '9', ..];

    private static JsonElement? Detail(JsonElement? details, string type)
    {
        foreach (var detail in details.Items())
        {
            if (detail.Text("@type")?.EndsWith("." + type, StringComparison.Ordinal) == true)
            {
                return detail;
            }
        }

        return null;
    }
}
