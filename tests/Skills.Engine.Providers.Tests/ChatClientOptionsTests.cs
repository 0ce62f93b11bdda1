using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI;
using Skills.Engine.Testing;

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
        var request = Request("""{"service_tier":"flex","reasoning_effort":"low"}""");

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

    /// <summary>The OpenAI SDK keeps fields that it does not know, so an option is on the wire whether it has a property or not.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RawOptionsAreOnTheWireOfTheOpenAISdk(bool stream)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Reply("Hello");
        var sdk = new OpenAIClient(new ApiKeyCredential(Some.Key), new OpenAIClientOptions { Endpoint = new(server.OpenAIUrl), RetryPolicy = new ClientRetryPolicy(0) });
        using var chat = sdk.GetChatClient("gpt-5-mini").AsIChatClient();
        var client = Some.Client(b => b.AddChatClient("mine", chat, rawOptions: static own => ModelReaderWriter.Read<global::OpenAI.Chat.ChatCompletionOptions>(BinaryData.FromString(own.GetRawText()))));
        var request = Request("""{"service_tier":"flex","prompt_cache_key":"k","verbosity":"low"}""") with { Options = new() { MaxOutputTokens = 77 } };

        var reply = stream ? (await client.ReadAsync(request, Token)).Reply : await client.InvokeAsync(request, Token);

        var sent = server.Requests.Single().Json;
        Assert.Equal(("flex", "k", "low"), (sent.GetProperty("service_tier").GetString(), sent.GetProperty("prompt_cache_key").GetString(), sent.GetProperty("verbosity").GetString()));
        Assert.Equal(77, sent.GetProperty("max_completion_tokens").GetInt32());
        Assert.Equal("Say hello.", sent.GetProperty("messages")[0].GetProperty("content").GetString());
        Assert.Empty(reply.Warnings);
    }

    [Fact]
    public async Task RawOptionsTakeThePlaceOfAdditionalProperties()
    {
        using var chat = new Listener();
        var client = Some.Client(b => b.AddChatClient("mine", chat, rawOptions: static own => own.GetProperty("service_tier").GetString()));

        await client.InvokeAsync(Request("""{"service_tier":"flex"}"""), Token);

        Assert.Null(chat.Options!.AdditionalProperties);
        Assert.Equal("flex", chat.Options.RawRepresentationFactory!(chat));
    }

    [Fact]
    public async Task OptionsThatCannotBeReadAreAnInvalidRequest()
    {
        using var chat = new Listener { ReadsRawOptions = true };
        var client = Some.Client(b => b.AddChatClient("mine", chat, rawOptions: static _ => throw new JsonException("secret")));

        var error = await Assert.ThrowsAsync<ModelException>(() => client.InvokeAsync(Request("""{"service_tier":1}"""), Token));

        Assert.Equal((ModelErrorKind.InvalidRequest, "mine"), (error.Kind, error.Provider));
        Assert.Contains("rawOptions failed with JsonException", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    private static ModelRequest Request(string options) => Some.Request(Some.Model("mine", "mine")) with { ProviderOptions = Some.Json(options) };

    private sealed class Listener : IChatClient
    {
        public ChatOptions? Options { get; private set; }

        public bool ReadsRawOptions { get; init; }

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Options = options;
            _ = ReadsRawOptions ? options?.RawRepresentationFactory?.Invoke(this) : null;
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
