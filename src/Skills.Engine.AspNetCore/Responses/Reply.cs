using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Skills.Engine.AspNetCore.Responses;

/// <summary>A whole HTTP answer as a value, so that it can be kept and given again.</summary>
internal sealed record Reply(int Status, string ContentType, ReadOnlyMemory<byte> Body) : IResult
{
    public const string Json = "application/json";

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 2000 };

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public static Reply Of(int status, Action<Utf8JsonWriter> write, string contentType = Json) => new(status, contentType, Utf8(write));

    public static ReadOnlyMemory<byte> Utf8(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            write(writer);
        }

        return buffer.WrittenMemory;
    }

    public Reply With(string header, string value) => this with { Headers = new Dictionary<string, string>(Headers) { [header] = value } };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        foreach (var (name, value) in Headers)
        {
            response.Headers[name] = value;
        }

        if (Body.Length > 0)
        {
            response.ContentType = ContentType;
            response.ContentLength = Body.Length;
            await response.Body.WriteAsync(Body, httpContext.RequestAborted).ConfigureAwait(false);
        }
    }
}
