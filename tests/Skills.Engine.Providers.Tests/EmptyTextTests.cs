using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

/// <summary>Texts that are empty, in requests and in replies.</summary>
public sealed class EmptyTextTests
{
    [Theory]
    [InlineData("anthropic")]
    [InlineData("openai")]
    [InlineData("responses")]
    [InlineData("google")]
    [InlineData("bedrock")]
    public async Task AMarkedSystemMessageWithoutTextIsNotSent(string name)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Reply("ok");
        var provider = ProviderCase.Of(name);
        var request = provider.Request("Say ok.") with
        {
            Messages = [new(MessageRole.System, " \n") { CacheBreakpoint = true }, new(MessageRole.User, "Say ok.")],
        };

        await provider.Client(server).InvokeAsync(request, Token);

        var body = server.Requests[^1].Json.GetRawText();
        Assert.Contains("Say ok.", body, StringComparison.Ordinal);
        Assert.DoesNotContain("cache_control", body, StringComparison.Ordinal);
        Assert.DoesNotContain("cachePoint", body, StringComparison.Ordinal);
        Assert.DoesNotContain("\"system\":[{", body, StringComparison.Ordinal);
        Assert.DoesNotContain("systemInstruction", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json", """{"choices":[{"message":{"content":"fine","refusal":""},"finish_reason":"stop"}]}""")]
    [InlineData("text/event-stream", "data: {\"choices\":[{\"delta\":{\"content\":\"fine\",\"refusal\":\"\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n")]
    public async Task AnEmptyRefusalIsNone(string mediaType, string body)
    {
        var served = new ServedBody { Body = Encoding.UTF8.GetBytes(body), MediaType = mediaType };
        var client = Some.Client(b =>
        {
            b.AddOpenAICompatible("groq", static o => (o.ApiKey, o.BaseUrl) = (Some.Key, "http://localhost:1/v1"));
            b.Services.AddHttpClient("Skills.Engine.groq").ConfigurePrimaryHttpMessageHandler(() => served);
        });

        var request = Some.Request(Some.Model("m", "groq"));
        var reply = mediaType == "application/json" ? await client.InvokeAsync(request, Token) : (await client.ReadAsync(request, Token)).Reply;

        Assert.Equal(("fine", StopReason.Completed), (reply.Text, reply.StopReason));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
