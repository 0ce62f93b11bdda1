using System.Net;
using System.Net.Http.Headers;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.ChatClient;

/// <summary>
/// Facts of the answer behind a vendor's exception, read by the names of its members: <c>StatusCode</c> or <c>Status</c>, <c>RequestId</c>,
/// <c>ResponseBody</c>, or what <c>GetRawResponse()</c> of System.ClientModel and Azure.Core gives.
/// </summary>
internal sealed class ChatClientResponse
{
    private readonly HttpResponseHeaders _headers;

    private ChatClientResponse(HttpResponseHeaders headers) => _headers = headers;

    public HttpStatusCode? Status { get; private init; }

    /// <summary>The body as text; null when the exception has none.</summary>
    public string? Body { get; private init; }

    public string? RequestId { get => field ?? Header("request-id") ?? Header("x-request-id"); private init; }

    public TimeSpan? Wait(DateTimeOffset now) => RetryAfter.Of(_headers, now);

    public static ChatClientResponse Of(Exception e)
    {
        var raw = VendorMembers.Read(e, "GetRawResponse");
        using var carrier = new HttpResponseMessage();
        Copy(VendorMembers.Read(raw, "Headers") ?? VendorMembers.Read(e, "ResponseHeaders") ?? VendorMembers.Read(e, "Headers"), carrier.Headers);
        return new(carrier.Headers)
        {
            Status = (e is HttpRequestException http ? (object?)http.StatusCode : VendorMembers.Read(e, "StatusCode") ?? VendorMembers.Read(e, "Status")) switch
            {
                HttpStatusCode status => status,
                int number => (HttpStatusCode)number,
                _ => null,
            },
            Body = VendorMembers.Read(e, "ResponseBody") as string ?? ContentOf(raw),
            RequestId = VendorMembers.Read(e, "RequestID") as string ?? VendorMembers.Read(e, "RequestId") as string,
        };
    }

    // A body that was not buffered throws when it is asked for.
    private static string? ContentOf(object? raw)
    {
        try
        {
            return VendorMembers.Read(raw, "Content")?.ToString();
        }
        catch (System.Reflection.TargetInvocationException)
        {
            return null;
        }
    }

    private string? Header(string name) => RetryAfter.First(_headers, name);

    private static void Copy(object? from, HttpResponseHeaders into)
    {
        switch (from)
        {
            case IEnumerable<KeyValuePair<string, string>> single:
                foreach (var (name, value) in single)
                {
                    into.TryAddWithoutValidation(name, value);
                }

                break;
            case IEnumerable<KeyValuePair<string, IEnumerable<string>>> several:
                foreach (var (name, values) in several)
                {
                    into.TryAddWithoutValidation(name, values);
                }

                break;
        }
    }
}
