using System.Collections.Concurrent;

namespace Skills.Engine.Testing;

/// <summary>A provider that answers what a test scripted, and remembers what it was asked. Thread-safe.</summary>
public sealed class FakeModelClient : IModelClient
{
    private readonly ConcurrentQueue<Func<ModelRequest, CancellationToken, Task<ModelReply>>> _script = new();
    private readonly ConcurrentQueue<ModelRequest> _requests = new();
    private Func<ModelRequest, CancellationToken, Task<ModelReply>> _otherwise;

    /// <summary>Makes one that answers <c>{}</c> until told otherwise.</summary>
    /// <param name="provider">The provider's name.</param>
    public FakeModelClient(string provider = "fake")
    {
        Provider = new(provider);
        _otherwise = static (_, _) => Task.FromResult(Answer("{}"));
    }

    /// <inheritdoc/>
    public ModelProvider Provider { get; set; }

    /// <summary>Every request so far, in order of arrival.</summary>
    public IReadOnlyList<ModelRequest> Requests => [.. _requests];

    /// <summary>How often it was asked.</summary>
    public int Calls => _requests.Count;

    /// <summary>A model served by this provider, for <see cref="ModelClientBuilderExtensions.AddModelClient"/>: free of charge, all abilities, quality 0.9.</summary>
    /// <param name="id">The model's id.</param>
    public ModelDefinition Model(string id = "fake-model") => new()
    {
        Id = id,
        Provider = Provider.Name,
        Quality = 0.9,
        ContextWindow = 1_000_000,
        MaxOutputTokens = 100_000,
        Capabilities = (ModelCapabilities)2047,
        Prices = [new() { Input = 0, Output = 0 }],
    };

    /// <summary>Answers every call that has nothing queued with this text.</summary>
    public FakeModelClient Reply(string text) => Respond((_, _) => Task.FromResult(Answer(text)));

    /// <summary>Answers every call that has nothing queued by this function, which may throw a <see cref="ModelException"/>.</summary>
    public FakeModelClient Respond(Func<ModelRequest, CancellationToken, Task<ModelReply>> respond)
    {
        ArgumentNullException.ThrowIfNull(respond);

        Volatile.Write(ref _otherwise, respond);
        return this;
    }

    /// <summary>Queues one answer.</summary>
    public FakeModelClient Enqueue(string text) => Enqueue(Answer(text));

    /// <inheritdoc cref="Enqueue(string)"/>
    public FakeModelClient Enqueue(ModelReply reply) => Enqueue((_, _) => Task.FromResult(reply));

    /// <summary>Queues one failure.</summary>
    public FakeModelClient Enqueue(Exception error) => Enqueue((_, _) => Task.FromException<ModelReply>(error));

    /// <summary>Queues one answer made when it is asked for.</summary>
    public FakeModelClient Enqueue(Func<ModelRequest, CancellationToken, Task<ModelReply>> respond)
    {
        ArgumentNullException.ThrowIfNull(respond);

        _script.Enqueue(respond);
        return this;
    }

    /// <summary>Queues a call that does not end before it is canceled.</summary>
    public FakeModelClient EnqueueHang() => Enqueue(static async (_, cancellationToken) =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        throw new InvalidOperationException("An endless wait ended.");
    });

    /// <inheritdoc/>
    public Task<ModelReply> InvokeAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();

        _requests.Enqueue(request);
        return (_script.TryDequeue(out var scripted) ? scripted : Volatile.Read(ref _otherwise))(request, cancellationToken);
    }

    /// <summary>A complete reply with ten input and five output tokens.</summary>
    public static ModelReply Answer(string text) => new()
    {
        Text = text,
        Usage = new() { InputUncached = 10, OutputVisible = 5 },
    };
}
