using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.ChatClient;

/// <summary>Classifies what a client of Microsoft.Extensions.AI throws. Vendors' exceptions share no type, but most carry a status and a body under the same names.</summary>
internal sealed class ChatClientErrors(string provider, ModelRequest request, AttemptClock clock, Func<Exception, ModelException?>? classify, CancellationToken caller)
{
    public Exception From(Exception e, bool began, string? part = null)
    {
        if (e is ModelException || classify?.Invoke(e) is { } classified && (e = classified) is ModelException)
        {
            return e;
        }

        var faults = new CallFaults(provider, request.Model, clock, null, caller) { Partial = part };
        if (e is OperationCanceledException)
        {
            return faults.FromSending(e);
        }

        var response = ChatClientResponse.Of(e);
        faults.Status = response.Status;
        faults.RequestId = response.RequestId;
        faults.HeaderWait = response.Wait(clock.Now);
        if (faults.Status is { } status && (int)status >= 400)
        {
            return faults.FromProvider(BodyOf(response), e);
        }

        return e switch
        {
            TimeoutException => faults.Make(ModelErrorKind.Timeout, "the client's own deadline passed.", e),
            _ when Holds<JsonException>(e) => faults.Make(began ? ModelErrorKind.Truncated : ModelErrorKind.Malformed, "the chat client could not read the answer; see the inner exception.", e),
            _ when !IsConnection(e) => BodyOf(response) is { Kind: not null } error
                ? faults.FromProvider(error, e)
                : faults.Make(ModelErrorKind.ServerError, $"the chat client failed with {e.GetType().Name}; see the inner exception.", e),
            _ when began => faults.FromBody(e),
            _ => faults.FromSending(e),
        };
    }

    private static bool Holds<T>(Exception e) where T : Exception => e is T || (e.InnerException is { } inner && Holds<T>(inner));

    private static bool IsConnection(Exception e) =>
        e is HttpRequestException or IOException or SocketException || (e.InnerException is { } inner && IsConnection(inner));

    private static WireError BodyOf(ChatClientResponse response)
    {
        if (response.Body is { Length: > 0 } body)
        {
            try
            {
                return ChatErrors.Read(JsonElement.Parse(body)) ?? new();
            }
            catch (JsonException)
            {
                // A page rather than an error object; the status says the rest.
            }
        }

        return new();
    }
}
