using System.Globalization;
using static Skills.Engine.Testing.Loopback.LoopbackText;

namespace Skills.Engine.Testing.Loopback;

/// <summary>IBM watsonx.ai text chat: chat completions with numbered events and errors of its own.</summary>
internal sealed class WatsonXLoopback : ILoopbackWire
{
    private readonly ChatLoopback _chat = new();

    public string StreamType => "text/event-stream";

    public string Whole(LoopbackCall call) => Renamed(_chat.Whole(call));

    public LoopbackEvents Events(LoopbackCall call)
    {
        var events = _chat.Events(call);
        var number = 0;
        string Numbered(string chunk) => string.Create(CultureInfo.InvariantCulture, $"id: {++number}\nevent: message\n") + Renamed(chunk);

        return new(
            [.. events.Start.Select(Numbered)],
            [.. events.Deltas.Select(Numbered)],
            [.. events.End.Where(static e => !e.Contains("[DONE]", StringComparison.Ordinal)).Select(Numbered)]);
    }

    public LoopbackError Error(ModelErrorKind kind, string? message, TimeSpan? retryAfterInBody)
    {
        var (status, code, sentence) = kind switch
        {
            ModelErrorKind.RateLimit => (429, "rate_limit_reached_requests", "Rate limit reached."),
            ModelErrorKind.Quota => (403, "token_quota_reached", "The token quota of the plan is used up."),
            ModelErrorKind.Overloaded => (503, "service_unavailable", "The service is overloaded."),
            ModelErrorKind.Auth => (401, "authentication_token_not_valid", "Failed to authenticate the request."),
            ModelErrorKind.Permission => (403, "user_authorization_failed", "The user may not use the project."),
            ModelErrorKind.NotFound => (404, "model_not_supported", "The model is not supported."),
            ModelErrorKind.ContextWindow => (400, "invalid_input_argument", "The prompt exceeds the maximum sequence length of the model."),
            ModelErrorKind.ContentPolicy => (400, "content_policy_violation", "The prompt was rejected."),
            ModelErrorKind.InvalidRequest => (400, "invalid_request_entity", "The request body is wrong."),
            _ => (500, "internal_error", "An internal error happened."),
        };
        return new(status, $$$$"""{"errors":[{"code":"{{{{code}}}}","message":{{{{Quote(message ?? sentence)}}}},"more_info":"https://cloud.ibm.com/apidocs/watsonx-ai"}],"trace":"trace-loopback","status_code":{{{{status}}}}}""");
    }

    public string ErrorEvent(LoopbackError error) => Event("error", error.Body);

    private static string Renamed(string chat) => chat.Replace("\"model\":", "\"model_id\":", StringComparison.Ordinal);
}
