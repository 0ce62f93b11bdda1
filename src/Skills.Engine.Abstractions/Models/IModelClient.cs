using System.Runtime.CompilerServices;

namespace Skills.Engine;

/// <summary>A provider of models. Implement it to bring your own; it must be thread-safe and is kept for the life of the engine.</summary>
/// <remarks>
/// The engine owns retries, fallbacks and deadlines: a client makes one try, ends when the token is canceled, and throws
/// <see cref="ModelException"/> for everything that goes wrong on the wire. Keys never appear in exceptions.
/// </remarks>
public interface IModelClient
{
    /// <summary>The provider's name and whether it can be called at all. Cheap: asked at every routing decision.</summary>
    ModelProvider Provider { get; }

    /// <summary>Asks the model once and returns the whole reply.</summary>
    /// <param name="request">What to ask.</param>
    /// <param name="cancellationToken">Ends the call and frees its connection.</param>
    /// <exception cref="ModelException">The provider refused, failed or answered what cannot be read.</exception>
    Task<ModelReply> InvokeAsync(ModelRequest request, CancellationToken cancellationToken);

    /// <summary>Asks the model once and yields text as it comes; the last update carries the whole reply. The default makes one update of <see cref="InvokeAsync"/>.</summary>
    /// <param name="request">What to ask.</param>
    /// <param name="cancellationToken">Ends the call and frees its connection.</param>
    /// <exception cref="ModelException">As for <see cref="InvokeAsync"/>; also in the middle of a stream.</exception>
    async IAsyncEnumerable<ModelUpdate> StreamAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reply = await InvokeAsync(request, cancellationToken).ConfigureAwait(false);
        yield return new(reply.Text);
        yield return new("") { Reply = reply };
    }
}

/// <summary>A provider's name and state.</summary>
/// <param name="Name">Such as <c>anthropic</c>; matches <see cref="ModelDefinition.Provider"/>.</param>
/// <param name="NotReady">Null when it can be called; otherwise a sentence that says what is missing, such as the key's variable.</param>
public sealed record ModelProvider(string Name, string? NotReady = null);

/// <summary>One step of a streamed reply.</summary>
/// <param name="Delta">Text that was added; may be empty.</param>
public sealed record ModelUpdate(string Delta)
{
    /// <summary>Reasoning that was added, apart from the text; null for none.</summary>
    public string? Reasoning { get; init; }

    /// <summary>The whole reply, on the last update only.</summary>
    public ModelReply? Reply { get; init; }
}
