using Microsoft.AspNetCore.Http;

namespace Skills.Engine.Dashboard.Security;

/// <summary>Headers of every answer: nothing but the dashboard's own files is loaded, and no other site frames it.</summary>
internal static class SecurityHeaders
{
    private const string ContentPolicy = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static void Add(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
    }
}
