using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

/// <summary>Skills as functions, as tools of other skills, and as chat clients.</summary>
public sealed class SkillFunctionTests
{
    private static readonly Skill Translate = new()
    {
        Id = "translate",
        Name = "Translate",
        Description = "Translates a text to German.",
        PromptTemplate = "Translate: {{ text }}",
        InputSchema = Some.Json("""{"type":"object","properties":{"text":{"type":"string"}},"required":["text"],"additionalProperties":false}"""),
        OutputSchema = Some.Json("""{"type":"object","properties":{"german":{"type":"string"}},"required":["german"]}"""),
    };

    private static readonly Skill Chat = new()
    {
        Id = "assistant",
        Name = "Assistant",
        InputSchema = Some.Json("""{"type":"object","properties":{"text":{"type":"string"},"history":{"type":"array"}},"required":["text"]}"""),
        Messages = [new() { Role = MessageRole.System, Content = "Be short." }, new() { History = "history" }, new() { Content = "{{ text }}" }],
        Output = new() { Format = OutputFormat.Text },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TheFunctionInvokingClientOfMicrosoftCallsASkill(bool stream)
    {
        var inner = new FakeModelClient().Reply("""{"german":"Hallo"}""");
        await using var engine = SkillsEngine.Create(b => b.AddModelClient(inner, inner.Model()).AddSkill(Translate));
        var outer = new ScriptedChatClient(
            new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("c1", "translate", new Dictionary<string, object?> { ["text"] = "Hello" })]),
            new ChatMessage(ChatRole.Assistant, "It is Hallo."));
        using var client = new FunctionInvokingChatClient(outer);
        var options = new ChatOptions { Tools = [.. engine.AsAIFunctions()] };

        var text = stream
            ? string.Concat(await client.GetStreamingResponseAsync("Translate Hello.", options, Token).Select(static u => u.Text).ToListAsync(Token))
            : (await client.GetResponseAsync("Translate Hello.", options, Token)).Text;

        Assert.EndsWith("It is Hallo.", text, StringComparison.Ordinal);
        var result = outer.Last.SelectMany(static m => m.Contents).OfType<FunctionResultContent>().Single();
        Assert.Equal("""{"german":"Hallo"}""", ((JsonElement)result.Result!).GetRawText());
        Assert.Equal("Translate: Hello", inner.Requests[0].Messages[0].Text.Split('\n')[0]);
    }

    [Fact]
    public async Task InvalidInputsOfAFunctionAreAResultThatAModelCanRead()
    {
        var inner = new FakeModelClient();
        await using var engine = SkillsEngine.Create(b => b.AddModelClient(inner, inner.Model()));

        var result = (JsonElement)(await engine.AsAIFunction(Translate).InvokeAsync(new(new Dictionary<string, object?> { ["words"] = "Hello" }), Token))!;

        Assert.Equal("The property \"words\" is not allowed.", result.GetProperty("error").GetString());
        Assert.Equal(0, inner.Calls);
    }

    [Fact]
    public async Task AFunctionHasTheSchemasOfItsSkillAndThrowsItsFailure()
    {
        var inner = new FakeModelClient().Respond(static (_, _) => throw new ModelException(ModelErrorKind.Auth, "No."));
        await using var engine = SkillsEngine.Create(b => b.AddModelClient(inner, inner.Model()));
        var function = engine.AsAIFunction(Translate);

        Assert.Equal(("translate", "Translates a text to German."), (function.Name, function.Description));
        Assert.Equal(Translate.InputSchema!.Value.GetRawText(), function.JsonSchema.GetRawText());
        await Assert.ThrowsAsync<SkillExecutionException>(async () => await function.InvokeAsync(new(new Dictionary<string, object?> { ["text"] = "x" }), Token));
    }

    [Fact]
    public async Task AChatClientGivesEarlierTurnsToTheSkillAndTheyAreInTheCacheKey()
    {
        var model = new FakeModelClient().Reply("Yes.");
        await using var engine = SkillsEngine.Create(b => b.AddModelClient(model, model.Model()));
        using var client = engine.AsChatClient(Chat);
        List<ChatMessage> talk = [new(ChatRole.User, "Do you ship to Norway?"), new(ChatRole.Assistant, "Yes."), new(ChatRole.User, "And what does it cost?")];

        var first = await client.GetResponseAsync(talk, cancellationToken: Token);
        await client.GetResponseAsync(talk, cancellationToken: Token);
        talk[1] = new(ChatRole.Assistant, "No.");
        await client.GetResponseAsync(talk, cancellationToken: Token);

        Assert.Equal("Yes.", first.Text);
        Assert.Equal((10, 5), (first.Usage!.InputTokenCount, first.Usage.OutputTokenCount));
        Assert.Equal(2, model.Calls);
        Assert.Equal(
            [(MessageRole.System, "Be short."), (MessageRole.User, "Do you ship to Norway?"), (MessageRole.Assistant, "Yes."), (MessageRole.User, "And what does it cost?")],
            model.Requests[0].Messages.Select(static m => (m.Role, m.Text)));
    }

    [Fact]
    public async Task AChatClientStreamsTheText()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Reply("The answer comes in pieces.");
        await using var engine = SkillsEngine.Create(b => ProviderCase.Of("openai").Add(b, server));
        using var client = engine.AsChatClient(Chat);

        var updates = await client.GetStreamingResponseAsync("Hello?", cancellationToken: Token).ToListAsync(Token);

        Assert.True(updates.Count > 2, "The text came in one piece.");
        Assert.Equal("The answer comes in pieces.", updates.ToChatResponse().Text);
        Assert.Equal(ChatFinishReason.Stop, updates[^1].FinishReason);
    }

    [Fact]
    public async Task AChatClientGivesMediaToTheSkillAndReasoningAndCitationsBack()
    {
        var model = new FakeModelClient().Respond(static (_, _) => Task.FromResult(FakeModelClient.Answer("A cat.") with
        {
            ReasoningText = "Whiskers.",
            Citations = [new() { Url = "https://cats.example/", Title = "Cats", Text = "Cats have whiskers.", Start = 2, End = 5 }],
        }));
        await using var engine = SkillsEngine.Create(b => b.AddModelClient(model, model.Model() with { Provider = model.Provider.Name, Capabilities = (ModelCapabilities)4095 }));
        var skill = Chat with
        {
            InputSchema = Some.Json("""{"type":"object","properties":{"text":{"type":"string"},"pictures":{}},"required":["text","pictures"]}"""),
            Messages = [new() { Parts = [new() { Text = "{{ text }}" }, new() { MediaInput = "pictures" }] }],
            ModelPreferences = new() { Reasoning = new() { IncludeText = true } },
        };
        using var client = engine.AsChatClient(skill, new() { FileProvider = model.Provider.Name });
        ChatMessage message = new(ChatRole.User, [new TextContent("What is it?"), new DataContent("data:image/png;base64,AAAA", "image/png"), new UriContent("https://cats.example/a.png", "image/png"), new HostedFileContent("file-1") { MediaType = "application/pdf" }]);

        var response = await client.GetResponseAsync([message], cancellationToken: Token);

        Assert.Equal(
            [new("data:image/png;base64,AAAA", "image/png"), new("https://cats.example/a.png", "image/png"), ModelMedia.FromFile(model.Provider.Name, "file-1", "application/pdf")],
            model.Requests[0].Messages[0].Media);
        Assert.Equal("Whiskers.", Assert.IsType<TextReasoningContent>(response.Messages[0].Contents[0]).Text);
        var citation = Assert.IsType<CitationAnnotation>(Assert.Single(response.Messages[0].Contents[1].Annotations!));
        Assert.Equal(("https://cats.example/", "Cats", "Cats have whiskers."), (citation.Url!.ToString(), citation.Title, citation.Snippet));
        Assert.Equal((2, 5), (((TextSpanAnnotatedRegion)citation.AnnotatedRegions![0]).StartIndex, ((TextSpanAnnotatedRegion)citation.AnnotatedRegions[0]).EndIndex));
    }

    [Fact]
    public async Task MediaThatASkillDoesNotTakeAreRefused()
    {
        var model = new FakeModelClient().Reply("A cat.");
        await using var engine = SkillsEngine.Create(b => b.AddModelClient(model, model.Model()));
        using var client = engine.AsChatClient(Chat);

        await Assert.ThrowsAsync<ArgumentException>(() => client.GetResponseAsync([new(ChatRole.User, [new TextContent("Hi"), new DataContent("data:image/png;base64,AAAA", "image/png")])], cancellationToken: Token));
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetResponseAsync([new(ChatRole.User, [new TextContent("Hi"), new HostedFileContent("file-1")])], cancellationToken: Token));
        Assert.Equal(0, model.Calls);
    }

    [Fact]
    public void AMessageThatCouldGoToSeveralInputsMustBeNamed()
    {
        var skill = Chat with { InputSchema = Some.Json("""{"type":"object","properties":{"text":{},"tone":{}},"required":["text","tone"]}""") };
        using var engine = SkillsEngine.Create(static b => b.AddDryRun());

        Assert.Contains("MessageInput", Assert.Throws<ArgumentException>(() => engine.AsChatClient(skill)).Message, StringComparison.Ordinal);
        engine.AsChatClient(skill, new() { Inputs = new Dictionary<string, object?> { ["tone"] = "kind" } }).Dispose();
    }

    [Fact]
    public async Task ASkillIsAToolOfAnotherAndItsCostIsPartOfTheCallers()
    {
        var model = new FakeModelClient()
            .Enqueue(Calls("translate", """{"text":"Hello"}"""))
            .Enqueue("""{"german":"Hallo"}""")
            .Enqueue("Hallo it is.");
        await using var engine = SkillsEngine.Create(b => b.AddModelClient(model, Priced(model)).AddSkill(Translate));

        var result = await engine.ExecuteAsync(Asking("translate"), cancellationToken: Token);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Equal("""{"german":"Hallo"}""", result.ToolRuns[0].Result);
        var child = Assert.Single(result.Children);
        Assert.Equal((result.ExecutionId, child.ExecutionId), (child.Context.ParentExecutionId, result.ToolRuns[0].ExecutionId));
        Assert.Equal((30, 15), (result.TokensInput, result.TokensOutput));
        Assert.Equal(new Cost(60m / 1_000_000, CostKind.Exact), result.Cost);
    }

    [Fact]
    public async Task SkillsThatCallEachOtherEndAtTheDepthLimit()
    {
        var model = new FakeModelClient().Respond(static (r, _) => Task.FromResult(r.Messages.Any(static m => m.Role == MessageRole.Tool) ? FakeModelClient.Answer("enough") : Calls("again", "{}")));
        var again = Asking("again") with { Id = "again", Name = "Again" };
        await using var engine = SkillsEngine.Create(b =>
        {
            b.AddModelClient(model, model.Model()).AddSkill(again);
            b.Services.Configure<SkillsEngineOptions>(static o => o.Tools.MaxDepth = 2);
        });

        var result = await engine.ExecuteAsync("again", cancellationToken: Token);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Equal(SkillToolStatus.LimitReached, result.Children[0].Children[0].ToolRuns[0].Status);
        Assert.Equal(6, model.Calls);
    }

    [Fact]
    public async Task ASkillAsAToolKeepsToTheMoneyOfItsCaller()
    {
        var model = new FakeModelClient().Enqueue(Calls("translate", """{"text":"Hello"}""")).Enqueue("done");
        await using var engine = SkillsEngine.Create(b => b.AddModelClient(model, Priced(model)).AddSkill(Translate with { ModelPreferences = new() { MaxOutputTokens = 50_000 } }));

        var result = await engine.ExecuteAsync(Asking("translate") with { Limits = new() { MaxCostUsd = 0.001m } }, cancellationToken: Token);

        Assert.True(result.Cost.Usd <= 0.001m, $"It cost {result.Cost}.");
        Assert.All(model.Requests, static r => Assert.True(r.Options.MaxOutputTokens <= 500, $"{r.Options.MaxOutputTokens} tokens were asked for."));
    }

    private static Skill Asking(params string[] tools) => new()
    {
        Id = "asking",
        Name = "Asking",
        PromptTemplate = "Do it.",
        Output = new() { Format = OutputFormat.Text },
        Tools = tools,
        ModelPreferences = new() { MaxOutputTokens = 200 },
    };

    private static ModelDefinition Priced(FakeModelClient model) => model.Model() with { Prices = [new() { Input = 1, Output = 2 }] };

    private static ModelReply Calls(string name, string arguments) => FakeModelClient.Answer("") with { StopReason = StopReason.ToolUse, Calls = [new("c1", name, arguments)] };

    private sealed class ScriptedChatClient(params ChatMessage[] script) : IChatClient
    {
        private int _next;

        public List<ChatMessage> Last { get; private set; } = [];

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Last = [.. messages];
            return Task.FromResult(new ChatResponse(script[_next++]));
        }

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
            {
                yield return update;
            }
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
