using Microsoft.AspNetCore.Http;

namespace Skills.Engine.Dashboard.Tests;

/// <summary>A proxy as nginx is set up: it exchanges a prefix of the path, keeps the host's own name for itself, and says so in headers.</summary>
internal sealed class ReverseProxy(Uri inner, string outside, string inside) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    public async Task HandleAsync(HttpContext http, RequestDelegate next)
    {
        if (!http.Request.Path.StartsWithSegments(outside, StringComparison.Ordinal, out var rest))
        {
            await next(http);
            return;
        }

        using var request = new HttpRequestMessage(new(http.Request.Method), new Uri(inner, inside + rest + http.Request.QueryString));
        request.Content = HttpMethods.IsPost(http.Request.Method) ? new StreamContent(http.Request.Body) : null;
        foreach (var header in http.Request.Headers.Where(static h => h.Key is not ("Host" or "Connection" or "Transfer-Encoding")))
        {
            if (!request.Headers.TryAddWithoutValidation(header.Key, header.Value.ToArray()))
            {
                request.Content?.Headers.TryAddWithoutValidation(header.Key, header.Value.ToArray());
            }
        }

        request.Headers.TryAddWithoutValidation("X-Forwarded-For", "203.0.113.7");
        request.Headers.TryAddWithoutValidation("X-Forwarded-Host", "skills.example");
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "https");
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, http.RequestAborted);
            await CopyAsync(response, http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The browser left.
        }
    }

    public void Dispose() => _client.Dispose();

    private static async Task CopyAsync(HttpResponseMessage response, HttpContext http)
    {
        http.Response.StatusCode = (int)response.StatusCode;
        foreach (var header in response.Headers.Concat(response.Content.Headers).Where(static h => h.Key is not ("Transfer-Encoding" or "Connection")))
        {
            // The page is served over plain HTTP here, so a cookie for HTTPS only would not come back.
            http.Response.Headers[header.Key] = header.Value.Select(static v => v.Replace("; secure", "", StringComparison.OrdinalIgnoreCase)).ToArray();
        }

        var body = await response.Content.ReadAsStreamAsync(http.RequestAborted);
        var buffer = new byte[16 * 1024];
        for (int read; (read = await body.ReadAsync(buffer, http.RequestAborted)) > 0;)
        {
            await http.Response.Body.WriteAsync(buffer.AsMemory(0, read), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }
}
