using Microsoft.Extensions.AI;

namespace Skills.Engine.Providers.Tests;

/// <summary>Provider options of a skill whose model is an IChatClient.</summary>
public sealed class ChatClientOptionsTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ProviderOptionsAreHandedOverAndWarnedOf(bool stream)
    {
        using var chat = new Listener();
        var client = Some.Client(b => b.AddChatClient("mine", chat));
        var request = Some.Request(Some.Model("mine", "mine")) with { ProviderOptions = Some.Json("""{"service_tier":"flex","reasoning_effort":"low"}""") };

        var reply = stream ? (await client.ReadAsync(request, Token)).Reply : await client.InvokeAsync(request, Token);

        Assert.Contains(reply.Warnings, static w => w.Contains("AdditionalProperties", StringComparison.Ordinal) && w.Contains("'mine'", StringComparison.Ordinal));
        Assert.Equal(["flex", "low"], chat.Options!.AdditionalProperties!.OrderByDescending(static p => p.Key).Select(static p => p.Value!.ToString()));
    }

    [Fact]
    public async Task WithoutProviderOptionsNothingIsWarnedOf()
    {
        using var chat = new Listener();

        var reply = await Some.Client(b => b.AddChatClient("mine", chat)).InvokeAsync(Some.Request(Some.Model("mine", "mine")), Token);

        Assert.Empty(reply.Warnings);
        Assert.Null(chat.Options!.AdditionalProperties);
    }

    private sealed class Listener : IChatClient
    {
        public ChatOptions? Options { get; private set; }

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Options = options;
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "Hello")) { FinishReason = ChatFinishReason.Stop });
        }

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            Options = options;
            await Task.CompletedTask;
            yield return new(ChatRole.Assistant, "Hello") { FinishReason = ChatFinishReason.Stop };
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
