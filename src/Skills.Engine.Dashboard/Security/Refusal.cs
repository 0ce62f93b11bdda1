using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Skills.Engine.AspNetCore.Responses;

namespace Skills.Engine.Dashboard.Security;

/// <summary>A refused request: always with a sentence that says why.</summary>
internal static class Refusal
{
    /// <summary>Writes the refusal as a page for browsers, otherwise as problem details.</summary>
    public static Task WriteAsync(HttpContext http, int status, string why)
    {
        var reply = http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
            ? new Reply(status, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(Page(status, why)))
            : Of(status, why);
        return reply.ExecuteAsync(http);
    }

    /// <summary>Returns the refusal as problem details.</summary>
    public static Reply Of(int status, string why) => Reply.Of(status, writer => Write(writer, status, why), "application/problem+json");

    private static void Write(Utf8JsonWriter writer, int status, string why)
    {
        writer.WriteStartObject();
        writer.WriteString("title", TitleOf(status));
        writer.WriteNumber("status", status);
        writer.WriteString("detail", why);
        writer.WriteEndObject();
    }

    private static string Page(int status, string why) =>
        $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Skills: {TitleOf(status)}</title></head><body><main><h1>{TitleOf(status)}</h1><p>{HtmlEncoder.Default.Encode(why)}</p></main></body></html>";

    private static string TitleOf(int status) => status switch
    {
        401 => "Sign in first",
        403 => "Refused",
        404 => "Not found",
        503 => "Busy",
        _ => "Bad request",
    };
}
