using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.ChatClient;

/// <summary>The body and headers of the answer behind a vendor's exception: a property <c>ResponseBody</c>, or what <c>GetRawResponse()</c> of System.ClientModel and Azure.Core gives.</summary>
internal sealed class ChatClientResponse
{
    private readonly HttpResponseHeaders _headers;

    private ChatClientResponse(string? body, HttpResponseHeaders headers) => (Body, _headers) = (body, headers);

    /// <summary>The body as text; null when the exception has none.</summary>
    public string? Body { get; }

    public string? Header(string name) => RetryAfter.First(_headers, name);

    public TimeSpan? Wait(DateTimeOffset now) => RetryAfter.Of(_headers, now);

    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Reads facts of a vendor's exception where they are there. Without them the error has less detail.")]
    public static ChatClientResponse Of(Exception e)
    {
        var type = e.GetType();
        var raw = type.GetMethod("GetRawResponse", Type.EmptyTypes)?.Invoke(e, null);
        var body = type.GetProperty("ResponseBody")?.GetValue(e) as string ?? ContentOf(raw);
        using var carrier = new HttpResponseMessage();
        Copy(ValueOf(raw, "Headers") ?? type.GetProperty("ResponseHeaders")?.GetValue(e) ?? type.GetProperty("Headers")?.GetValue(e), carrier.Headers);
        return new(body, carrier.Headers);
    }

    // A body that was not buffered throws when it is asked for.
    private static string? ContentOf(object? raw)
    {
        try
        {
            return ValueOf(raw, "Content")?.ToString();
        }
        catch (System.Reflection.TargetInvocationException)
        {
            return null;
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Reads facts of a vendor's exception where they are there. Without them the error has less detail.")]
    private static object? ValueOf(object? of, string name) => of?.GetType().GetProperty(name)?.GetValue(of);

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
