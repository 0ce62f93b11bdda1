namespace Skills.Engine.Providers.Tests;

/// <summary>Token counts under the names of many servers, and what they leave out.</summary>
public sealed class UsageCountTests
{
    [Theory]
    [InlineData(10, null, 305, 300, "", null, """{"prompt_tokens":10,"completion_tokens":5,"total_tokens":315,"completion_tokens_details":{"reasoning_tokens":300}}""")]
    [InlineData(66, null, 6, null, "total_tokens: 28 more", null, """{"prompt_tokens":66,"completion_tokens":6,"total_tokens":100}""")]
    [InlineData(1000, 900, 5, null, "", null, """{"prompt_tokens":1000,"completion_tokens":5,"cached_tokens":900}""")]
    [InlineData(1000, 900, 5, null, "", null, """{"prompt_tokens":1000,"completion_tokens":5,"num_cached_tokens":900}""")]
    [InlineData(1000, 900, 5, null, "", null, """{"prompt_tokens":1000,"completion_tokens":5,"prompt_cache_hit_tokens":900}""")]
    [InlineData(10, null, 5, null, "", "0.0125", """{"prompt_tokens":10,"completion_tokens":5,"cost":0.0125,"is_byok":false}""")]
    [InlineData(10, null, 5, null, "", null, """{"prompt_tokens":10,"completion_tokens":5,"cost":0.0125,"is_byok":true}""")]
    [InlineData(10, null, 5, null, "", null, """{"prompt_tokens":10,"completion_tokens":5,"cost":0}""")]
    [InlineData(10, null, 5, null, "", null, """{"prompt_tokens":10,"completion_tokens":5,"cost":-1}""")]
    public async Task CountsOfAChatCompletion(int input, int? cached, int output, int? reasoning, string beside, string? charged, string usage)
    {
        var body = $$"""{"choices":[{"message":{"content":"x"},"finish_reason":"stop"}],"usage":{{usage}}}""";
        using var served = new ServedBody();
        var recorded = new RecordedReply(0, "chat", "", false, 200, body, default);

        var reply = await recorded.Client(served).InvokeAsync(recorded.Request(), Token);

        Assert.Equal((input, cached, output, reasoning), (reply.Usage!.InputTotal, reply.Usage.CacheRead, reply.Usage.OutputTotal, reply.Usage.Reasoning));
        Assert.Equal((beside, charged), (string.Join(", ", reply.BilledBeside), reply.ChargedUsd?.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData(true, null, 1000L, """{"input_tokens":10,"cache_creation_input_tokens":1000,"output_tokens":1}""", "")]
    [InlineData(false, 1000L, null, """{"input_tokens":10,"cache_creation_input_tokens":1000,"output_tokens":1}""", "")]
    [InlineData(true, 0L, 1000L, """{"input_tokens":10,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":1000},"output_tokens":1}""", """{"cache_creation_input_tokens":1000,"output_tokens":2}""")]
    [InlineData(true, 400L, 700L, """{"input_tokens":10,"cache_creation":{"ephemeral_5m_input_tokens":400,"ephemeral_1h_input_tokens":600},"output_tokens":1}""", """{"cache_creation_input_tokens":1100,"output_tokens":2}""")]
    [InlineData(false, 1000L, 0L, """{"input_tokens":10,"cache_creation":{"ephemeral_5m_input_tokens":1000,"ephemeral_1h_input_tokens":0},"output_tokens":1}""", """{"cache_creation_input_tokens":1000,"output_tokens":2}""")]
    public async Task CacheWritesOfAStreamAreCountedOnceAndNeverTooCheap(bool longCache, long? minutes, long? hour, string started, string later)
    {
        var body = "data: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"usage\":" + started + "}}\n\n"
            + "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}" + (later.Length > 0 ? ",\"usage\":" + later : "") + "}\n\n"
            + "data: {\"type\":\"message_stop\"}\n\n";
        using var served = new ServedBody();
        var recorded = new RecordedReply(0, "anthropic", "", true, 200, body, default);

        var reply = (await recorded.Client(served, longCache).ReadAsync(recorded.Request(), Token)).Reply;

        Assert.Equal((minutes, hour), (reply.Usage!.CacheWrite5m, reply.Usage.CacheWrite1h));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
