using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

public sealed class StepDownTests
{
    private const string Answer = """{"greeting":"Hello"}""";

    [Theory]
    [InlineData("anthropic", """{"type":"error","error":{"type":"invalid_request_error","message":"output_config.format.schema: compiled grammar is too large"}}""")]
    [InlineData("openai", """{"error":{"message":"Invalid schema for response_format 'greeting'","type":"invalid_request_error","param":"response_format","code":"invalid_json_schema"}}""")]
    [InlineData("responses", """{"error":{"message":"x","type":"invalid_request_error","param":"text.format.schema","code":null}}""")]
    [InlineData("google", """{"error":{"code":400,"message":"The specified schema produces a constraint that has too many states for serving.","status":"INVALID_ARGUMENT"}}""")]
    [InlineData("watsonx", """{"errors":[{"code":"invalid_request_entity","message":"guided decoding failed"}],"status_code":400}""")]
    public async Task ARefusedSchemaIsAskedForByAToolAndTheNextCallBeginsThere(string name, string refusal)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var provider = ProviderCase.Of(name);
        var client = provider.Client(server);
        var request = provider.Request() with { Output = new("greeting", Some.Schema) };
        foreach (var stream in (bool[])[false, true])
        {
            server.Forget();
            client = provider.Client(server);
            server.Enqueue(new LoopbackReply { Status = 400, Body = System.Text.Encoding.UTF8.GetBytes(refusal) }, LoopbackReply.Of(Answer), LoopbackReply.Of(Answer));

            var first = stream ? (await client.ReadAsync(request, Token)).Reply : await client.InvokeAsync(request, Token);
            var second = await client.InvokeAsync(request, Token);

            Assert.Equal((Answer, SchemaMode.Tool), (first.Text, first.SchemaMode));
            Assert.Equal((Answer, SchemaMode.Tool), (second.Text, second.SchemaMode));
            Assert.Equal(3, server.Requests.Count(r => r.Api != LoopbackApi.IbmIam));
        }
    }

    [Fact]
    public async Task ARefusedToolIsAskedForInWords()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(r => r.Json.TryGetProperty("response_format", out _) || r.Json.TryGetProperty("tools", out _)
            ? LoopbackReply.Fails(ModelErrorKind.InvalidRequest) with { ErrorMessage = "response_format and tool_choice are not supported" }
            : LoopbackReply.Of(Answer));
        var provider = ProviderCase.Of("watsonx");
        var request = provider.Request() with { Model = Some.Model(provider.Model, provider.Provider, ModelCapabilities.JsonSchema | ModelCapabilities.Tools), Output = new("greeting", Some.Schema) };

        var reply = await provider.Client(server).InvokeAsync(request, Token);

        Assert.Equal((Answer, SchemaMode.Prompt), (reply.Text, reply.SchemaMode));
        Assert.Contains("It must satisfy this JSON Schema", server.Requests[^1].Json.GetProperty("messages")[0].GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.Equal(3, server.Requests.Count(r => r.Api != LoopbackApi.IbmIam));
    }

    [Fact]
    public async Task TheSkillsOwnWordsAreUsedWhereOnlyThePromptCanAsk()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Reply(Answer);
        var provider = ProviderCase.Of("openai");
        var request = provider.Request() with
        {
            Model = Some.Model(provider.Model, provider.Provider, ModelCapabilities.JsonMode),
            Output = new("greeting", Some.Schema) { Instructions = "Answer in JSON." },
        };

        await provider.Client(server).InvokeAsync(request, Token);
        await provider.Client(server).InvokeAsync(request with { Output = request.Output with { Instructions = null } }, Token);

        Assert.Equal("Say hello.\n\nAnswer in JSON.", server.Requests[0].Json.GetProperty("messages")[0].GetProperty("content").GetString());
        Assert.Equal("json_object", server.Requests[0].Json.GetProperty("response_format").GetProperty("type").GetString());
        Assert.Equal("Say hello.", server.Requests[1].Json.GetProperty("messages")[0].GetProperty("content").GetString());
        Assert.False(server.Requests[1].Json.TryGetProperty("response_format", out _));
    }

    [Theory]
    [InlineData(ModelErrorKind.InvalidRequest)]
    [InlineData(ModelErrorKind.ContextWindow)]
    [InlineData(ModelErrorKind.Auth)]
    public async Task OtherErrorsAreNotTakenForARefusedSchema(ModelErrorKind kind)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => LoopbackReply.Fails(kind));
        var provider = ProviderCase.Of("openai");

        var error = await Assert.ThrowsAsync<ModelException>(() => provider.Client(server).InvokeAsync(provider.Request() with { Output = new("greeting", Some.Schema) }, Token));

        Assert.Equal(kind, error.Kind);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task ToolsOfTheCallerAreNotReplacedByOurOwn()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Reply(Answer);
        var provider = ProviderCase.Of("anthropic");
        var request = provider.Request() with
        {
            Model = Some.Model(provider.Model, provider.Provider, ModelCapabilities.Tools),
            Output = new("greeting", Some.Schema),
            Tools = Some.Json("""[{"name":"weather","input_schema":{"type":"object"}}]"""),
        };

        var reply = await provider.Client(server).InvokeAsync(request, Token);

        Assert.Equal(SchemaMode.Prompt, reply.SchemaMode);
        Assert.Equal("weather", server.Requests[0].Json.GetProperty("tools")[0].GetProperty("name").GetString());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
