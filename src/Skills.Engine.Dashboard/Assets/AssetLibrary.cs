using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Skills.Engine.Dashboard.Security;

namespace Skills.Engine.Dashboard.Assets;

/// <summary>The files of the pages, embedded in this assembly and compressed once.</summary>
internal sealed class AssetLibrary
{
    private const string Prefix = "web/";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary();

    private readonly FrozenDictionary<string, Asset> _assets = Read().ToFrozenDictionary(static a => a.Name);

    /// <summary>Answers with the page.</summary>
    public Task<IResult> PageAsync(HttpContext http, Viewer viewer)
    {
        // Relative URLs count from the folder, whatever the path base or a proxy in front makes of the path.
        var path = http.Request.PathBase.Add(http.Request.Path).Value ?? "/";
        return Task.FromResult<IResult>(path.EndsWith('/')
            ? _assets["index.html"]
            : new Redirection($"{Uri.EscapeDataString(path[(path.LastIndexOf('/') + 1)..])}/{http.Request.QueryString}"));
    }

    /// <summary>Answers with a file of the page.</summary>
    public Task<IResult> FileAsync(HttpContext http, Viewer viewer) => Task.FromResult<IResult>(
        http.Request.RouteValues["asset"] is string name && _assets.TryGetValue(name, out var asset)
            ? asset
            : Refusal.Of(StatusCodes.Status404NotFound, "The dashboard has no such page. Its pages have addresses such as '#/runs'."));

    private static IEnumerable<Asset> Read()
    {
        var assembly = typeof(AssetLibrary).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(static n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            yield return Asset.Of(resource[Prefix.Length..].Replace('\\', '/'), Types[Path.GetExtension(resource)], bytes.ToArray());
        }
    }

    private sealed record Redirection(string Location) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status302Found;
            httpContext.Response.Headers.Location = Location;
            return Task.CompletedTask;
        }
    }

    private sealed record Asset(string Name, string ContentType, byte[] Plain, byte[] Brotli, string Tag) : IResult
    {
        public static Asset Of(string name, string type, byte[] plain)
        {
            using var packed = new MemoryStream();
            using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            {
                brotli.Write(plain);
            }

            return new(name, type, plain, packed.ToArray(), $"\"{Convert.ToHexString(SHA256.HashData(plain).AsSpan(0, 16))}\"");
        }

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var (request, response) = (httpContext.Request, httpContext.Response);
            response.Headers.CacheControl = "no-cache";
            response.Headers.ETag = Tag;
            response.Headers.Vary = "Accept-Encoding";
            if (request.Headers.IfNoneMatch.Contains(Tag))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            var takesBrotli = request.Headers.AcceptEncoding.Any(static e => e is not null && e.Split(',').Any(static p => p.Trim() == "br"));
            var body = takesBrotli ? Brotli : Plain;
            if (takesBrotli)
            {
                response.Headers.ContentEncoding = "br";
            }

            response.ContentType = ContentType;
            response.ContentLength = body.Length;
            if (!HttpMethods.IsHead(request.Method))
            {
                await response.Body.WriteAsync(body, httpContext.RequestAborted).ConfigureAwait(false);
            }
        }
    }
}
