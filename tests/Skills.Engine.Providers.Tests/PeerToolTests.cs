using System.ClientModel;
using System.ClientModel.Primitives;
using Anthropic;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using OllamaSharp;
using OpenAI;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

/// <summary>The vendors' own clients run the tool loop as providers, and Agent Framework calls a skill.</summary>
public sealed class PeerToolTests
{
    private static readonly Skill Skill = new()
    {
        Id = "weather",
        Name = "Weather",
        PromptTemplate = "How is the weather in Ulm?",
        Output = new() { Format = OutputFormat.Text },
        Tools = ["look_up_weather"],
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("anthropic", false)]
    [InlineData("anthropic", true)]
    [InlineData("openai", false)]
    [InlineData("openai", true)]
    [InlineData("ollama", false)]
    [InlineData("ollama", true)]
    public async Task AVendorsOwnClientRunsTheToolLoop(string vendor, bool stream)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Enqueue(
            LoopbackReply.Calls(new LoopbackToolCall("look_up_weather", """{"city":"Ulm"}"""), new LoopbackToolCall("look_up_weather", """{"city":"Bonn"}""")),
            LoopbackReply.Of("Rain."));
        using var client = ClientOf(vendor, server);
        await using var engine = SkillsEngine.Create(b => b
            .AddChatClient("peer", client)
            .AddTool<City, string>("look_up_weather", "Tells the weather.", static (city, _) => Task.FromResult($"rain in {city.Name}")));

        var result = await RunAsync(engine, stream);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Equal("Rain.", result.RawOutput);
        Assert.Equal(["rain in Ulm", "rain in Bonn"], result.ToolRuns.Select(static r => r.Result));
        var second = server.Requests[1].Json.GetRawText();
        Assert.Contains("rain in Ulm", second, StringComparison.Ordinal);
        Assert.Contains("rain in Bonn", second, StringComparison.Ordinal);
        Assert.Equal((24, 14), (result.TokensInput, result.TokensOutput));
    }

    [Fact]
    public async Task AnAgentOfAgentFrameworkCallsASkill()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Enqueue(LoopbackReply.Calls(new LoopbackToolCall("translate", """{"text":"Hello"}""")), LoopbackReply.Of("Hallo."));
        var model = new FakeModelClient().Reply("""{"german":"Hallo"}""");
        var translate = new Skill
        {
            Id = "translate",
            Name = "Translate",
            PromptTemplate = "Translate: {{ text }}",
            InputSchema = Some.Json("""{"type":"object","properties":{"text":{"type":"string"}},"required":["text"]}"""),
        };
        await using var engine = SkillsEngine.Create(b => b.AddModelClient(model, model.Model()).AddSkill(translate));
        using var client = ClientOf("openai", server);
        var agent = new ChatClientAgent(client, tools: [.. engine.AsAIFunctions()]);

        var response = await agent.RunAsync("Translate Hello.", cancellationToken: Token);

        Assert.Equal("Hallo.", response.Text);
        Assert.Equal(1, model.Calls);
        Assert.Contains("Hallo", server.Requests[1].Json.GetRawText(), StringComparison.Ordinal);
    }

    private static async Task<SkillResult> RunAsync(SkillExecutionEngine engine, bool stream)
    {
        if (!stream)
        {
            return await engine.ExecuteAsync(Skill, cancellationToken: Token);
        }

        return (await engine.StreamAsync(Skill, cancellationToken: Token).OfType<SkillResultEvent>().SingleAsync(Token)).Result;
    }

    private static IChatClient ClientOf(string vendor, LoopbackProviderServer server) => vendor switch
    {
        "anthropic" => new AnthropicClient { ApiKey = Some.Key, BaseUrl = server.AnthropicUrl, MaxRetries = 0 }.AsIChatClient("claude-haiku-4-5"),
        "openai" => new OpenAIClient(new ApiKeyCredential(Some.Key), new() { Endpoint = new(server.OpenAIUrl), RetryPolicy = new ClientRetryPolicy(0) }).GetChatClient("gpt-4.1-mini").AsIChatClient(),
        _ => new OllamaApiClient(new Uri(server.OllamaUrl), "qwen3:8b"),
    };

    private sealed record City([property: System.Text.Json.Serialization.JsonPropertyName("city")] string Name);
}
