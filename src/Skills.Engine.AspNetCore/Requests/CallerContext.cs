using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Skills.Engine.AspNetCore.Requests;

/// <summary>The default way from a request to a context.</summary>
internal static class CallerContext
{
    public static SkillExecutionContext Of(HttpContext http) => new()
    {
        UserId = http.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? http.User.Identity?.Name,
        CacheMode = ModeOf(http.Request),
    };

    private static CacheMode ModeOf(HttpRequest request) =>
        !CacheControlHeaderValue.TryParse(request.Headers.CacheControl.ToString(), out var control) ? CacheMode.Default
        : control.NoStore ? CacheMode.Bypass
        : control.NoCache ? CacheMode.Refresh
        : CacheMode.Default;
}
