using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

/// <summary>Answers every request with the same text, so that the sample runs without a key. Put any other <see cref="IChatClient"/> in its place.</summary>
internal sealed class ScriptedChatClient(string reply) : IChatClient
{
    private const int PieceLength = 12;

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, reply)));

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var piece in reply.Chunk(PieceLength))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            yield return new(ChatRole.Assistant, new string(piece));
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
