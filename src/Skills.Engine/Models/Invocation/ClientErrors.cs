using System.Text.Json;

namespace Skills.Engine.Models.Invocation;

/// <summary>Gives whatever a client throws its class. Clients should throw <see cref="ModelException"/>; one that does not still cannot end an execution.</summary>
internal static class ClientErrors
{
    public static ModelException Classify(Exception exception, ModelDefinition model) => exception switch
    {
        ModelException { Kind: ModelErrorKind.Canceled } e => Wrap(ModelErrorKind.Network, "the client gave the call up by itself", e, model),
        ModelException e => e,
        OperationCanceledException e => Wrap(ModelErrorKind.Timeout, "the client's own deadline passed", e, model),
        TimeoutException e => Wrap(ModelErrorKind.Timeout, "the client's own deadline passed", e, model),
        HttpRequestException or IOException or System.Net.Sockets.SocketException => Wrap(ModelErrorKind.Network, "the connection failed", exception, model),
        JsonException e => Wrap(ModelErrorKind.Malformed, "the answer cannot be read", e, model),

        // A fault in the client's own code. Other models would meet it too, each for a price.
        _ => Wrap(ModelErrorKind.InvalidRequest, $"the client threw {exception.GetType().Name}", exception, model),
    };

    private static ModelException Wrap(ModelErrorKind kind, string what, Exception inner, ModelDefinition model) =>
        new(kind, $"Calling {model.Id} at {model.Provider} failed: {what}.", inner) { Provider = model.Provider, Model = model.Id };
}
