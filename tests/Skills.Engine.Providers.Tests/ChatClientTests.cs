using Anthropic;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

/// <summary>The official Anthropic client's IChatClient as a provider, against the loopback server.</summary>
public sealed class ChatClientTests
{
    private const string Answer = """{"greeting":"Hello, wonderful world"}""";

    [Fact]
    public async Task ItAnswersWholeAndStreamed()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new() { Text = Answer, Usage = new() { InputUncached = 10, CacheRead = 5, CacheWrite5m = 3, OutputVisible = 4, Reasoning = 2 } });
        var client = Client(server);
        var request = Request() with { Output = new("greeting", Some.Schema) };

        var whole = await client.InvokeAsync(request, Token);
        var (text, streamed) = await client.ReadAsync(request, Token);

        Assert.Equal((Answer, Answer, Answer), (whole.Text, text, streamed.Text));
        Assert.Equal(SchemaMode.Native, whole.SchemaMode);
        Assert.Equal("json_schema", server.Requests[0].Json.GetProperty("output_config").GetProperty("format").GetProperty("type").GetString());
        Assert.Equal((18L, 5L, 6L), (whole.Usage?.InputTotal, whole.Usage?.CacheRead, whole.Usage?.OutputTotal));
        Assert.Equal((18L, 6L), (streamed.Usage?.InputTotal, streamed.Usage?.OutputTotal));
        Assert.Equal(StopReason.Completed, whole.StopReason);
        Assert.Equal(StopReason.Completed, streamed.StopReason);
    }

    [Fact]
    public async Task SystemTurnsAndImagesReachTheServer()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Reply("A pixel.");
        var request = Request() with
        {
            Messages =
            [
                new(MessageRole.System, "Be brief."),
                new(MessageRole.User, "What is this?") { Media = [new("data:image/png;base64,iVBORw0KGgo=", "image/png")] },
                new(MessageRole.Assistant, "A pixel."),
                new(MessageRole.User, "Sure?"),
            ],
            Options = new() { MaxOutputTokens = 99, StopSequences = ["END"] },
        };

        await Client(server).InvokeAsync(request, Token);

        var sent = server.Requests[0].Json;
        Assert.Equal(99, sent.GetProperty("max_tokens").GetInt32());
        Assert.Equal("END", sent.GetProperty("stop_sequences")[0].GetString());
        Assert.Contains("Be brief.", sent.GetProperty("system").GetRawText(), StringComparison.Ordinal);
        Assert.Contains("iVBORw0KGgo=", sent.GetProperty("messages")[0].GetRawText(), StringComparison.Ordinal);
        Assert.Equal(3, sent.GetProperty("messages").GetArrayLength());
    }

    [Theory]
    [InlineData(ModelErrorKind.RateLimit)]
    [InlineData(ModelErrorKind.Quota)]
    [InlineData(ModelErrorKind.Overloaded)]
    [InlineData(ModelErrorKind.ServerError)]
    [InlineData(ModelErrorKind.Auth)]
    [InlineData(ModelErrorKind.Permission)]
    [InlineData(ModelErrorKind.NotFound)]
    [InlineData(ModelErrorKind.ContextWindow)]
    [InlineData(ModelErrorKind.ContentPolicy)]
    [InlineData(ModelErrorKind.InvalidRequest)]
    public async Task ItsErrorsAreClassified(ModelErrorKind kind)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => LoopbackReply.Fails(kind));
        var client = Client(server);

        var whole = await Assert.ThrowsAsync<ModelException>(() => client.InvokeAsync(Request(), Token));
        var streamed = await Assert.ThrowsAsync<ModelException>(() => client.ReadAsync(Request(), Token));

        Assert.Equal((kind, kind), (whole.Kind, streamed.Kind));
        Assert.Equal("claude", whole.Provider);
        Assert.DoesNotContain(Some.Key, whole.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARefusedSchemaIsAskedForInWords()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var client = Client(server);
        var request = Request() with { Output = new("greeting", Some.Schema) };
        server.Enqueue(LoopbackReply.Fails(ModelErrorKind.InvalidRequest) with { ErrorMessage = "output_config: compiled grammar is too large" }, LoopbackReply.Of(Answer));

        var reply = await client.InvokeAsync(request, Token);

        Assert.Equal((Answer, SchemaMode.Prompt), (reply.Text, reply.SchemaMode));
    }

    [Fact]
    public async Task AConnectionThatBreaksIsNetworkOrTruncated()
    {
        var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var client = Client(server);
        server.Enqueue(new LoopbackReply { Text = Answer, EndAfterBytes = 500 });
        var cut = await Assert.ThrowsAsync<ModelException>(() => client.ReadAsync(Request(), Token));
        await server.DisposeAsync();
        var gone = await Assert.ThrowsAsync<ModelException>(() => client.InvokeAsync(Request(), Token));

        Assert.True(cut.Kind is ModelErrorKind.Truncated or ModelErrorKind.Network, cut.Message);
        Assert.Equal(ModelErrorKind.Network, gone.Kind);
    }

    [Fact]
    public async Task DeadlinesAndCancellationHold()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => LoopbackReply.Hangs());
        var client = Client(server);
        var error = await Assert.ThrowsAsync<ModelException>(() => client.InvokeAsync(Request() with { Deadlines = new() { Total = TimeSpan.FromMilliseconds(300) } }, Token));
        Assert.Equal((ModelErrorKind.Timeout, TimeoutStage.Total), (error.Kind, error.TimeoutStage));

        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.InvokeAsync(Request(), cancel.Token));
    }

    [Fact]
    public async Task AStreamCutAnywhereIsNoAnswer()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var client = Client(server);
        var (whole, broken) = (0, 0);
        for (var cut = 0; whole == 0; cut++)
        {
            server.Enqueue(new LoopbackReply { Text = "Hello", EndAfterBytes = cut, CloseDelimited = true });
            try
            {
                Assert.Equal(("Hello", StopReason.Completed), await client.ReadAsync(Request(), Token) is var (text, reply) ? (text, reply.StopReason) : default);
                whole++;
            }
            catch (ModelException e)
            {
                Assert.True(e.Kind is ModelErrorKind.Truncated or ModelErrorKind.Malformed or ModelErrorKind.Network, $"cut at {cut}: {e.Kind} {e}");
                broken++;
            }
        }

        Assert.InRange(broken, 100, 5000);
    }

    [Fact]
    public async Task AClientMadeByHandNeedGiveNoReasonToStop()
    {
        var client = Some.Client(b => b.AddChatClient("mine", new Parrot(updates: [new(ChatRole.Assistant, "Hel"), new(ChatRole.Assistant, "lo")])));

        var (text, reply) = await client.ReadAsync(Some.Request(Some.Model("mine", "mine")), Token);

        Assert.Equal(("Hello", "Hello", StopReason.Unknown), (text, reply.Text, reply.StopReason));
    }

    [Fact]
    public async Task ItsCostIsExactWithCachedAndReasoningTokens()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new() { Text = Answer, Usage = new() { InputUncached = 100, CacheRead = 50, CacheWrite5m = 30, OutputVisible = 40, Reasoning = 20 } });
        var model = new ModelDefinition
        {
            Id = "claude",
            Provider = "claude",
            Capabilities = (ModelCapabilities)2047,
            Prices = [new() { Input = 1, Output = 5, CacheRead = 0.1m, CacheWrite5m = 1.25m }],
        };
        await using var engine = SkillsEngine.Create(b => b.AddChatClient(
            "claude",
            new AnthropicClient { ApiKey = Some.Key, BaseUrl = server.AnthropicUrl, MaxRetries = 0 }.AsIChatClient("claude-haiku-4-5"),
            model));

        var result = await engine.ExecuteAsync(new Skill { Id = "greet", Name = "Greet", PromptTemplate = "Greet.", OutputSchema = Some.Schema }, cancellationToken: Token);

        Assert.Equal((180L, 60L), (result.EnsureSuccess().TokensInput, result.TokensOutput));
        Assert.Equal(new Cost(0.0004425m, CostKind.Exact), result.Cost);
    }

    [Fact]
    public async Task AClientOfAnyKindIsAModelOfTheCatalog()
    {
        var services = Some.Services(b => b.AddChatClient("mine", new Parrot(), new()
        {
            Id = "ignored",
            Provider = "ignored",
            Capabilities = ModelCapabilities.None,
            Prices = [new() { Input = 1, Output = 2 }],
        }));
        var model = ActivatorUtilities.CreateInstance<ModelCatalog>(services).Find("mine")!;
        Assert.Equal(("mine", "mine", "mine"), (model.Id, model.Provider, model.WireId));

        var request = Some.Request(model) with { Options = new() { Temperature = 1, Seed = 3 } };
        var reply = await services.GetRequiredService<IModelClient>().InvokeAsync(request, Token);

        Assert.Equal("Say hello.", reply.Text);
        Assert.Equal(2, reply.Warnings.Count);
        Assert.Null(reply.Usage);
    }

    [Fact]
    public async Task AHostMayClassifyItsClientsExceptions()
    {
        var client = Some.Client(b => b.AddChatClient("mine", new Parrot(new FormatException("odd")), null, e => e is FormatException ? new(ModelErrorKind.Quota, "used up") : null));
        var error = await Assert.ThrowsAsync<ModelException>(() => client.InvokeAsync(Some.Request(Some.Model("mine", "mine")), Token));
        Assert.Equal(ModelErrorKind.Quota, error.Kind);

        var other = Some.Client(b => b.AddChatClient("mine", new Parrot(new FormatException("odd"))));
        Assert.Equal(ModelErrorKind.ServerError, (await Assert.ThrowsAsync<ModelException>(() => other.InvokeAsync(Some.Request(Some.Model("mine", "mine")), Token))).Kind);
    }

    private static IModelClient Client(LoopbackProviderServer server) => Some.Client(b => b.AddChatClient(
        "claude",
        new AnthropicClient { ApiKey = Some.Key, BaseUrl = server.AnthropicUrl, MaxRetries = 0 }.AsIChatClient("claude-haiku-4-5")));

    private static ModelRequest Request() => Some.Request(Some.Model("claude", "claude"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private sealed class Parrot(Exception? error = null, params ChatResponseUpdate[] updates) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            error is null ? Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, messages.Last().Text))) : Task.FromException<ChatResponse>(error);

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            updates.ToAsyncEnumerable();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose() { }
    }
}
