namespace Skills.Engine.Models.Invocation;

/// <summary>Answers the model calls of one execution later than a client would, such as from a batch of the provider. Thread-safe.</summary>
internal interface IDeferredCalls
{
    /// <summary>The longest that a call may take, in place of the deadline of a try.</summary>
    TimeSpan Longest { get; }

    /// <summary>Answers a call.</summary>
    /// <param name="request">What to ask.</param>
    /// <param name="client">The client that would be asked.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<ModelReply> InvokeAsync(ModelRequest request, IModelClient client, CancellationToken cancellationToken);
}
