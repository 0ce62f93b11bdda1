using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace Skills.Engine.Providers.Tests;

/// <summary>What a gateway says it charged is taken as USD only where the gateway documents that.</summary>
public sealed class ChargeTests
{
    private const string Usage = """{"prompt_tokens":10,"completion_tokens":5,"cost":0.0125}""";

    [Theory]
    [InlineData("openrouter", null, true)]
    [InlineData("my-gateway", null, false)]
    [InlineData("my-gateway", true, true)]
    [InlineData("openrouter", false, false)]
    [InlineData("together", null, false)]
    [InlineData("vllm", null, false)]
    public async Task OnlyADocumentedChargeIsInUsd(string name, bool? setting, bool inUsd)
    {
        var whole = await Client(name, setting, "application/json", $$"""{"choices":[{"message":{"content":"x"},"finish_reason":"stop"}],"usage":{{Usage}}}""")
            .InvokeAsync(Some.Request(Some.Model("m", name)), Token);
        var (_, streamed) = await Client(name, setting, "text/event-stream", $$"""
            data: {"choices":[{"delta":{"content":"x"},"finish_reason":"stop"}]}

            data: {"choices":[],"usage":{{Usage}}}

            data: [DONE]


            """).ReadAsync(Some.Request(Some.Model("m", name)), Token);

        Assert.All(new[] { whole, streamed }, reply => Assert.Equal((0.0125m, inUsd), (reply.ChargedUsd, reply.ChargeIsInUsd)));
    }

    private static IModelClient Client(string name, bool? setting, string mediaType, string body)
    {
        var served = new ServedBody { Body = Encoding.UTF8.GetBytes(body.ReplaceLineEndings("\n")), MediaType = mediaType };
        return Some.Client(b =>
        {
            b.AddOpenAICompatible(name, o => (o.ApiKey, o.BaseUrl, o.ChargesInUsd) = (Some.Key, "http://localhost:1/v1", setting));
            b.Services.AddHttpClient("Skills.Engine." + name).ConfigurePrimaryHttpMessageHandler(() => served);
        });
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
