using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Skills.Engine.AspNetCore.Problems;
using Skills.Engine.AspNetCore.Responses;

namespace Skills.Engine.AspNetCore.Requests;

/// <summary>A request's body as JSON, or what is wrong with it.</summary>
internal sealed record RequestBody(ReadOnlyMemory<byte> Bytes, JsonElement? Value, Reply? Problem)
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 1000, AllowDuplicateProperties = false };

    public static async Task<RequestBody> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        var (bytes, problem) = await ReadBytesAsync(request, maxBytes, cancellationToken).ConfigureAwait(false);
        return problem is not null ? new(default, null, problem)
            : bytes.Length == 0 ? new(default, null, null)
            : Parse(request, bytes);
    }

    /// <summary>The body as it came, or the problem that it is too large.</summary>
    public static async Task<(byte[] Bytes, Reply? Problem)> ReadBytesAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
        {
            return ([], TooLarge(maxBytes));
        }

        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            for (int read; (read = await request.Body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                bytes.Write(buffer, 0, read);
                if (bytes.Length > maxBytes)
                {
                    return ([], TooLarge(maxBytes));
                }
            }
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return ([], TooLarge(maxBytes));
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            // What decompression throws for bytes that are not of their Content-Encoding: gzip and zlib the first, Brotli the second.
            return ([], Problems.Problem.Of(ProblemType.BodyInvalid, "The body cannot be decompressed. Send bytes that match the Content-Encoding."));
        }

        return (bytes.ToArray(), null);
    }

    private static RequestBody Parse(HttpRequest request, byte[] bytes)
    {
        if (!request.HasJsonContentType())
        {
            return Wrong(ProblemType.UnsupportedMediaType, "Send the inputs as JSON with Content-Type: application/json.");
        }

        // The parser looks at syntax only and would fail later, at a string, for bytes that are no text.
        var text = bytes.AsSpan();
        text = text.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text;
        if (!Utf8.IsValid(text))
        {
            return Wrong(ProblemType.BodyInvalid, "The body is not UTF-8. Send JSON as UTF-8.");
        }

        try
        {
            return new(bytes, JsonElement.Parse(text, Strict), null);
        }
        catch (InvalidOperationException)
        {
            // Names are compared, and one of them is no text.
            return Wrong(ProblemType.BodyInvalid, "A name in the body has half of a surrogate pair. Escape both halves, or send the character itself.");
        }
        catch (JsonException e)
        {
            // The parser's own sentence quotes the text; the place is enough. It gives none for a name that appears twice.
            return Wrong(ProblemType.BodyInvalid, e.LineNumber is null && DuplicateName.Find(text, Strict.MaxDepth) is { } place
                ? $"The name at line {place.Line}, byte {place.Byte} appears twice in its object. Send each name once."
                : $"The body cannot be read as JSON at line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1}: check its syntax, that no name appears twice in an object, and that it nests no deeper than 1,000.");
        }
    }

    private static Reply TooLarge(int maxBytes) => Problems.Problem.Of(ProblemType.BodyTooLarge, $"A body may have at most {maxBytes} bytes.");

    private static RequestBody Wrong(ProblemType type, string detail) => new(default, null, Problems.Problem.Of(type, detail));
}
