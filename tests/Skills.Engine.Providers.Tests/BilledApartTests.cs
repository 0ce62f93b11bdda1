using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace Skills.Engine.Providers.Tests;

/// <summary>What vendors bill beside plain tokens: searches, audio and images, whole and streamed.</summary>
public sealed class BilledApartTests
{
    [Fact]
    public async Task SearchesOfAResponseAreCounted()
    {
        const string body = """
            {"id":"r","status":"completed","model":"gpt-5-pro","service_tier":"default","output":[
              {"type":"web_search_call","id":"w1","status":"completed"},{"type":"web_search_call","id":"w2","status":"completed"},
              {"type":"message","content":[{"type":"output_text","text":"x"}]}],
             "usage":{"input_tokens":10,"output_tokens":5}}
            """;

        var whole = await Client("openai", body).InvokeAsync(Some.Request(Some.Model("gpt-5-pro", "openai")), Token);
        var streamed = (await Client("openai", $"data: {{\"type\":\"response.completed\",\"response\":{body.ReplaceLineEndings("")}}}\n\n", "text/event-stream")
            .ReadAsync(Some.Request(Some.Model("gpt-5-pro", "openai")), Token)).Reply;

        Assert.All(new[] { whole, streamed }, static r => Assert.Equal((2, "web_search_calls: 2"), (r.WebSearches, Assert.Single(r.BilledBeside))));
    }

    [Fact]
    public async Task SearchesOfAMessageAreCounted()
    {
        const string usage = """{"input_tokens":10,"output_tokens":5,"server_tool_use":{"web_search_requests":5}}""";
        var whole = await Client("anthropic", $$"""{"id":"m","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"x"}],"stop_reason":"end_turn","usage":{{usage}}}""")
            .InvokeAsync(Some.Request(Some.Model("m", "anthropic")), Token);
        var streamed = (await Client("anthropic", "data: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"usage\":{\"input_tokens\":10}}}\n\n"
            + "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":" + usage + "}\n\ndata: {\"type\":\"message_stop\"}\n\n", "text/event-stream")
            .ReadAsync(Some.Request(Some.Model("m", "anthropic")), Token)).Reply;

        Assert.All(new[] { whole, streamed }, static r => Assert.Equal((5, "web_search_requests: 5"), (r.WebSearches, Assert.Single(r.BilledBeside))));
    }

    [Fact]
    public async Task GroundingLeavesALowerBound()
    {
        const string body = """{"candidates":[{"content":{"parts":[{"text":"x"}]},"finishReason":"STOP","groundingMetadata":{"webSearchQueries":["a","b"]}}],"usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":5}}""";

        var whole = await Client("google", body).InvokeAsync(Some.Request(Some.Model("m", "google")), Token);
        var streamed = (await Client("google", $"data: {body}\n\n", "text/event-stream").ReadAsync(Some.Request(Some.Model("m", "google")), Token)).Reply;

        Assert.All(new[] { whole, streamed }, static r => Assert.Equal("grounding_queries: 2", Assert.Single(r.BilledBeside)));
    }

    [Fact]
    public async Task AudioAndImagesAreCountedWithinTheirWhole()
    {
        var chat = await Client("openai", """{"choices":[{"message":{"content":"x"},"finish_reason":"stop"}],"usage":{"prompt_tokens":100,"completion_tokens":50,"prompt_tokens_details":{"audio_tokens":60,"cached_tokens":50},"completion_tokens_details":{"audio_tokens":20}}}""")
            .InvokeAsync(Some.Request(Some.Model("gpt-4.1-mini", "openai")), Token);
        var google = await Client("google", """
            {"candidates":[{"content":{"parts":[{"text":"x"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":100,"candidatesTokenCount":50,
            "promptTokensDetails":[{"modality":"TEXT","tokenCount":30},{"modality":"AUDIO","tokenCount":70}],"candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":40}]}}
            """).InvokeAsync(Some.Request(Some.Model("m", "google")), Token);
        var text = await Client("openai", """{"choices":[{"message":{"content":"x"},"finish_reason":"stop"}],"usage":{"prompt_tokens":100,"completion_tokens":50,"prompt_tokens_details":{"audio_tokens":0}}}""")
            .InvokeAsync(Some.Request(Some.Model("gpt-4.1-mini", "openai")), Token);

        Assert.Equal((50, 20, null), (chat.Usage!.InputAudio, chat.Usage.OutputAudio, chat.Usage.OutputImage));
        Assert.Equal((70, null, 40), (google.Usage!.InputAudio, google.Usage.OutputAudio, google.Usage.OutputImage));
        Assert.Null(text.Usage!.InputAudio);
    }

    private static IModelClient Client(string provider, string body, string mediaType = "application/json")
    {
        var served = new ServedBody { Body = Encoding.UTF8.GetBytes(body), MediaType = mediaType };
        return Some.Client(b =>
        {
            _ = provider switch
            {
                "anthropic" => b.AddAnthropic(static o => o.ApiKey = Some.Key),
                "google" => b.AddGoogle(static o => o.ApiKey = Some.Key),
                _ => b.AddOpenAI(static o => o.ApiKey = Some.Key),
            };
            b.Services.AddHttpClient("Skills.Engine." + provider).ConfigurePrimaryHttpMessageHandler(() => served);
        });
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
