namespace Skills.Engine.Providers.Tests;

/// <summary>Ends of answers as servers send them beside the documented one.</summary>
public sealed class StreamEndTests
{
    [Theory]
    [InlineData("google", true, "one two", StopReason.Completed, null, """data: {"candidates":[{"content":{"parts":[{"text":"one "}]},"finishReason":"STOP"}]}|data: {"candidates":[{"content":{"parts":[{"text":"two"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":2}}""")]
    [InlineData("google", true, "one two", StopReason.MaxTokens, null, """data: {"candidates":[{"content":{"parts":[{"text":"one "}]},"finishReason":"STOP"}]}|data: {"candidates":[{"content":{"parts":[{"text":"two"}]}}]}|data: {"candidates":[{"finishReason":"MAX_TOKENS"}]}""")]
    [InlineData("chat", true, "ok", StopReason.Unknown, null, """data: {"choices":[{"index":0,"delta":{"content":"ok"}}]}|data: {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1}}|data: [DONE]""")]
    [InlineData("responses", true, "hello", StopReason.Completed, null, """data: {"type":"response.output_text.delta","delta":"hello"}|data: {"type":"response.completed","response":{"status":"completed","output":[]}}""")]
    [InlineData("chat", true, "Answer", StopReason.Completed, "Hm.", """data: {"choices":[{"index":0,"delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm."}]}]}}]}|data: {"choices":[{"index":0,"delta":{"content":[{"type":"text","text":"An"}]}}]}|data: {"choices":[{"index":0,"delta":{"content":"swer"},"finish_reason":"stop"}]}|data: [DONE]""")]
    [InlineData("chat", false, "fine", StopReason.Completed, null, """{"choices":[{"message":{"content":"fine","refusal":""},"finish_reason":"stop"}]}""")]
    [InlineData("chat", false, "fine", StopReason.Completed, null, """{"choices":[{"message":{"content":"fine"},"finish_reason":"eos"}]}""")]
    [InlineData("chat", false, "", StopReason.ContentFilter, null, """{"choices":[{"finish_reason":"content_filter","content_filter_results":{}}]}""")]
    [InlineData("responses", false, "fine", StopReason.Completed, "Hm.", """{"status":"completed","output":[{"type":"reasoning","summary":[],"content":[{"type":"reasoning_text","text":"Hm."}]},{"type":"message","content":[{"type":"output_text","text":"fine"}]}]}""")]
    public async Task AnEndIsTakenForWhatItIs(string api, bool stream, string text, StopReason stop, string? reasoning, string events)
    {
        var body = stream ? events.Replace("|data:", "\n\ndata:", StringComparison.Ordinal) + "\n\n" : events;
        using var served = new ServedBody();
        var recorded = new RecordedReply(0, api, "", stream, 200, body, default);
        var client = recorded.Client(served);

        var reply = stream ? (await client.ReadAsync(recorded.Request(), Token)).Reply : await client.InvokeAsync(recorded.Request(), Token);

        Assert.Equal((text, stop, reasoning), (reply.Text, reply.StopReason, reply.ReasoningText));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
