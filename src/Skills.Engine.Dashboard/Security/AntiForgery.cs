using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Skills.Engine.Dashboard.Security;

/// <summary>
/// Anti-forgery without server state, so that it works on every instance behind a load balancer: a random value in a cookie that other
/// sites neither read nor send, repeated in a header that other sites cannot set.
/// </summary>
internal static class AntiForgery
{
    public const string Header = "X-Skills-Token";

    private const string Cookie = "skills-ui-token";
    private const int Bytes = 32;
    private const int Length = 43;

    /// <summary>Returns the token of the caller's browser. A browser without one gets one.</summary>
    public static string TokenOf(HttpContext http)
    {
        if (http.Request.Cookies[Cookie] is { Length: Length } known && Base64Url.IsValid(known))
        {
            return known;
        }

        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));
        http.Response.Cookies.Append(Cookie, token, new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = http.Request.IsHttps, Path = "/", IsEssential = true });
        return token;
    }

    /// <summary>Returns a sentence that says why the request is refused; null when it comes from the dashboard's own page.</summary>
    public static string? WhyNot(HttpRequest request)
    {
        if (!IsSameOrigin(request))
        {
            return "Anti-forgery: the request comes from a page of another site.";
        }

        var (cookie, header) = (request.Cookies[Cookie], request.Headers[Header].ToString());
        return cookie is { Length: Length } && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(cookie), Encoding.UTF8.GetBytes(header))
            ? null
            : $"Anti-forgery: the header {Header} does not match the cookie. Load the page again.";
    }

    // Behind a proxy the host's name may be another one than the browser's. Sec-Fetch-Site is the browser's own word.
    private static bool IsSameOrigin(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"] is { Count: 1 } site)
        {
            return site[0] == "same-origin";
        }

        return request.Headers.Origin is not [{ } origin]
            || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
