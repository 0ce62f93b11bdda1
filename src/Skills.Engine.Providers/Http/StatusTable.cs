using System.Globalization;
using System.Net;

namespace Skills.Engine.Providers.Http;

/// <summary>The class of an error by HTTP status alone, where no code says more.</summary>
internal static class StatusTable
{
    public static ModelErrorKind KindOf(HttpStatusCode? status) => (int?)status switch
    {
        null => ModelErrorKind.ServerError,
        401 or 407 => ModelErrorKind.Auth,
        402 => ModelErrorKind.Quota,
        403 => ModelErrorKind.Permission,
        404 or 405 or 410 => ModelErrorKind.NotFound,
        408 or 409 => ModelErrorKind.ServerError,
        429 => ModelErrorKind.RateLimit,
        499 => ModelErrorKind.Canceled,
        503 or 529 => ModelErrorKind.Overloaded,
        >= 500 => ModelErrorKind.ServerError,
        >= 300 and < 400 => ModelErrorKind.InvalidRequest,
        >= 400 => ModelErrorKind.InvalidRequest,
        _ => ModelErrorKind.ServerError,
    };

    /// <summary>Returns whether a status says more than a code for any invalid request, which some servers give to every error.</summary>
    public static bool SaysMoreThanInvalid(HttpStatusCode? status) => (int?)status is 401 or 402 or 403 or 429;

    /// <summary>The class of a code that is an HTTP status, as gateways write it; null for any other code.</summary>
    public static ModelErrorKind? KindOfCode(string? code) =>
        int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 400 and < 600 ? KindOf((HttpStatusCode)status) : null;
}
