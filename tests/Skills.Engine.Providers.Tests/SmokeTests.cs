using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

public sealed class SmokeTests
{
    [Theory]
    [InlineData("anthropic")]
    [InlineData("openai")]
    [InlineData("local")]
    public async Task AReplyComesBackWholeAndStreamed(string provider)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        server.Reply("""{"greeting":"Hello, world – and more than eight characters"}""");
        var client = Some.Client(builder => _ = provider switch
        {
            "anthropic" => builder.AddAnthropic(o => (o.ApiKey, o.BaseUrl) = (Some.Key, server.AnthropicUrl)),
            "openai" => builder.AddOpenAI(o => (o.ApiKey, o.BaseUrl) = (Some.Key, server.OpenAIUrl)),
            _ => builder.AddLocal(o => o.BaseUrl = server.LocalUrl),
        });
        var request = Some.Request(Some.Model("some-model", provider)) with { Output = new("greeting", Some.Schema) };

        var whole = await client.InvokeAsync(request, TestContext.Current.CancellationToken);
        var (text, streamed) = await client.ReadAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("""{"greeting":"Hello, world – and more than eight characters"}""", whole.Text);
        Assert.Equal(whole.Text, text);
        Assert.Equal(whole.Text, streamed.Text);
        Assert.Equal(new TokenUsage { InputUncached = 12, OutputVisible = 7 }, whole.Usage);
        Assert.Equal(whole.Usage, streamed.Usage);
        Assert.Equal(SchemaMode.Native, whole.SchemaMode);
        Assert.Equal(2, server.Requests.Count);
    }
}
