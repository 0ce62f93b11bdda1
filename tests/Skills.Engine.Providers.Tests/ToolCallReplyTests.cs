namespace Skills.Engine.Providers.Tests;

/// <summary>Tool calls as servers put them together.</summary>
public sealed class ToolCallReplyTests
{
    [Theory]
    [InlineData("chat", true, """a f {"x":1}; b g {"y":2}""", """data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\":1}"}}]}}]}|data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"b","function":{"name":"g","arguments":"{\"y\":2}"}}]},"finish_reason":"tool_calls"}]}|data: [DONE]""")]
    [InlineData("chat", true, """a look_up {"x":1}""", """data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"look_up","arguments":"{\"x\""}}]}}]}|data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"","function":{"name":"","arguments":":1}"}}]},"finish_reason":"tool_calls"}]}|data: [DONE]""")]
    [InlineData("responses", false, "c run ls", """{"status":"completed","output":[{"type":"custom_tool_call","call_id":"c","name":"run","input":"ls"}]}""")]
    public async Task EachCallIsReadOnceAndWhole(string api, bool stream, string calls, string events)
    {
        var body = stream ? events.Replace("|data:", "\n\ndata:", StringComparison.Ordinal) + "\n\n" : events;
        using var served = new ServedBody();
        var recorded = new RecordedReply(0, api, "", stream, 200, body, default);
        var client = recorded.Client(served);

        var reply = stream ? (await client.ReadAsync(recorded.Request(), Token)).Reply : await client.InvokeAsync(recorded.Request(), Token);

        Assert.Equal(StopReason.ToolUse, reply.StopReason);
        Assert.Equal(calls, string.Join("; ", reply.ToolCalls!.Value.EnumerateArray().Select(static c => c.TryGetProperty("function", out var f)
            ? $"{c.GetProperty("id")} {f.GetProperty("name")} {f.GetProperty("arguments")}"
            : $"{c.GetProperty("call_id")} {c.GetProperty("name")} {c.GetProperty("input")}")));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
