using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using Anthropic;
using Microsoft.Extensions.AI;
using OpenAI;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

/// <summary>Errors that the vendors' own SDKs throw: the body and the headers behind them decide, whole and streamed.</summary>
public sealed class SdkErrorTests
{
    [Theory]
    [InlineData("openai", 429, ModelErrorKind.Quota, """{"error":{"message":"x","type":"insufficient_quota","code":"insufficient_quota"}}""")]
    [InlineData("openai", 429, ModelErrorKind.RateLimit, """{"error":{"message":"x","type":"requests","code":"rate_limit_exceeded"}}""")]
    [InlineData("openai", 400, ModelErrorKind.ContextWindow, """{"error":{"message":"x","type":"invalid_request_error","code":"context_length_exceeded"}}""")]
    [InlineData("openai", 400, ModelErrorKind.ContentPolicy, """{"error":{"message":"x","type":"invalid_request_error","code":"content_filter"}}""")]
    [InlineData("openai", 400, ModelErrorKind.InvalidRequest, """{"error":{"message":"x","type":"invalid_request_error","param":"seed"}}""")]
    [InlineData("openai", 401, ModelErrorKind.Auth, """{"error":{"message":"x","code":"invalid_api_key"}}""")]
    [InlineData("openai", 503, ModelErrorKind.Overloaded, "<html>busy</html>")]
    [InlineData("anthropic", 429, ModelErrorKind.RateLimit, """{"type":"error","error":{"type":"rate_limit_error","message":"x"}}""")]
    [InlineData("anthropic", 400, ModelErrorKind.ContextWindow, """{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 9 tokens > 8 maximum"}}""")]
    [InlineData("anthropic", 529, ModelErrorKind.Overloaded, """{"type":"error","error":{"type":"overloaded_error","message":"x"}}""")]
    public async Task TheBodyAndTheWaitAreRead(string vendor, int status, ModelErrorKind kind, string body)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new() { Status = status, Body = Encoding.UTF8.GetBytes(body), Headers = new Dictionary<string, string> { ["Retry-After"] = "7" } });
        using var chat = ClientOf(vendor, server);
        var client = Some.Client(b => b.AddChatClient("sdk", chat));
        var request = Some.Request(Some.Model("sdk", "sdk"));

        var whole = await Assert.ThrowsAsync<ModelException>(() => client.InvokeAsync(request, Token));
        var streamed = await Assert.ThrowsAsync<ModelException>(() => client.ReadAsync(request, Token));

        // The exceptions of the Anthropic SDK hold the status, the body and the request id, and no headers.
        TimeSpan? wait = vendor == "anthropic" ? null : TimeSpan.FromSeconds(7);
        Assert.All(new[] { whole, streamed }, e => Assert.Equal((kind, wait), (e.Kind, e.RetryAfter)));
    }

    private static IChatClient ClientOf(string vendor, LoopbackProviderServer server) => vendor == "anthropic"
        ? new AnthropicClient { ApiKey = Some.Key, BaseUrl = server.AnthropicUrl, MaxRetries = 0 }.AsIChatClient("claude-haiku-4-5")
        : new OpenAIClient(new ApiKeyCredential(Some.Key), new OpenAIClientOptions { Endpoint = new(server.OpenAIUrl), RetryPolicy = new ClientRetryPolicy(0) }).GetChatClient("gpt-5-mini").AsIChatClient();

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
