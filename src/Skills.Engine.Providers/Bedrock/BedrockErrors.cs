using System.Net;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.Bedrock;

/// <summary>The class of an error by the name of its exception, the status, or the sentence, in this order.</summary>
internal static class BedrockErrors
{
    private static readonly string[] KeySentences = ["security token", "signature", "access key", "expired token", "token has expired"];

    /// <param name="type">Name of the exception, in any case and with or without a namespace; null when unsaid.</param>
    /// <param name="message">The sentence.</param>
    /// <param name="status">The HTTP status; null within a stream.</param>
    public static WireError Of(string? type, string? message, HttpStatusCode? status)
    {
        var name = type?[(type.LastIndexOf('#') + 1)..].Split(':')[0];
        return new() { Kind = KindOf(name, message, status), Code = name, Message = message };
    }

    private static ModelErrorKind? KindOf(string? name, string? message, HttpStatusCode? status) => name?.ToUpperInvariant() switch
    {
        "THROTTLINGEXCEPTION" => ModelErrorKind.RateLimit,
        "SERVICEQUOTAEXCEEDEDEXCEPTION" => ModelErrorKind.Quota,
        "SERVICEUNAVAILABLEEXCEPTION" or "MODELNOTREADYEXCEPTION" => ModelErrorKind.Overloaded,
        "INTERNALSERVEREXCEPTION" or "MODELERROREXCEPTION" or "MODELSTREAMERROREXCEPTION" or "MODELTIMEOUTEXCEPTION" => ModelErrorKind.ServerError,
        "UNRECOGNIZEDCLIENTEXCEPTION" or "INVALIDSIGNATUREEXCEPTION" or "EXPIREDTOKENEXCEPTION" or "INCOMPLETESIGNATUREEXCEPTION" => ModelErrorKind.Auth,
        "ACCESSDENIEDEXCEPTION" => ModelErrorKind.Permission,
        "RESOURCENOTFOUNDEXCEPTION" => ModelErrorKind.NotFound,
        "VALIDATIONEXCEPTION" => CodeTable.KindOfSentence(message) ?? ModelErrorKind.InvalidRequest,
        _ => status switch
        {
            HttpStatusCode.BadRequest => CodeTable.KindOfSentence(message) ?? ModelErrorKind.InvalidRequest,
            HttpStatusCode.Forbidden when IsOfKey(message) => ModelErrorKind.Auth,
            HttpStatusCode.FailedDependency => ModelErrorKind.ServerError,
            null => ModelErrorKind.ServerError,
            _ => null,
        },
    };

    private static bool IsOfKey(string? message) =>
        message is not null && Array.Exists(KeySentences, s => message.Contains(s, StringComparison.OrdinalIgnoreCase));
}
