using System.Text.Json;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

/// <summary>What a request with the results of tools must look like in each vendor's form.</summary>
internal static class ToolWire
{
    private const string OrderResult = """{"state":"shipped A-17"}""";
    private const string WeatherResult = "rain in Ulm \"old\"";

    public static void AssertSecondRequest(RecordedRequest request, RecordedRequest first)
    {
        Assert.Equal(["look_up_order", "look_up_weather"], NamesOf(first));
        Assert.Equal(["look_up_order", "look_up_weather"], NamesOf(request));
        var (calls, results) = Turns(request);
        Assert.Equal(["look_up_order A-17", "look_up_weather Ulm \"old\""], calls.Select(static c => $"{c.Name} {Value(c.Arguments)}"));
        Assert.Equal([OrderResult, WeatherResult], results.Select(static r => r.Text));
        Assert.Equal(calls.Select(static c => c.Id), results.Select(static r => r.Id));
        if (request.Api is not (LoopbackApi.Google or LoopbackApi.Vertex or LoopbackApi.Ollama))
        {
            Assert.All(calls, static c => Assert.False(string.IsNullOrEmpty(c.Id)));
        }
    }

    /// <summary>Signed or encrypted reasoning must come back with the results of the calls that followed it.</summary>
    public static void AssertReasoningCameBack(string provider, JsonElement request)
    {
        var (mark, member) = provider switch
        {
            "anthropic" => ("c2ln", "signature"),
            "bedrock" => ("c2ln", "signature"),
            "google" or "vertex" => ("c2ln", "thoughtSignature"),
            "responses" => ("ZW5j", "encrypted_content"),
            _ => ("", ""),
        };
        Assert.Contains(member.Length == 0 ? "look_up_order" : $"\"{member}\":\"{mark}\"", request.GetRawText(), StringComparison.Ordinal);
    }

    private static string Value(JsonElement arguments) => arguments.EnumerateObject().Single().Value.GetString()!;

    private static IEnumerable<string> NamesOf(RecordedRequest request) => request.Api switch
    {
        LoopbackApi.Anthropic or LoopbackApi.Responses => Items(request.Json, "tools").Select(static t => t.GetProperty("name").GetString()!),
        LoopbackApi.Google or LoopbackApi.Vertex => Items(Items(request.Json, "tools").Single(), "functionDeclarations").Select(static t => t.GetProperty("name").GetString()!),
        LoopbackApi.Bedrock => Items(request.Json.GetProperty("toolConfig"), "tools").Select(static t => t.GetProperty("toolSpec").GetProperty("name").GetString()!),
        _ => Items(request.Json, "tools").Select(static t => t.GetProperty("function").GetProperty("name").GetString()!),
    };

    private static (List<(string? Id, string Name, JsonElement Arguments)> Calls, List<(string? Id, string Text)> Results) Turns(RecordedRequest request)
    {
        var json = request.Json;
        switch (request.Api)
        {
            case LoopbackApi.Anthropic:
                var anthropic = Items(json, "messages").ToList();
                return (
                    [.. Items(anthropic[1], "content").Where(static b => Text(b, "type") == "tool_use").Select(static b => (Text(b, "id"), Text(b, "name")!, b.GetProperty("input")))],
                    [.. Items(anthropic[2], "content").Select(static b => (Text(b, "tool_use_id"), Text(b, "content")!))]);
            case LoopbackApi.Responses:
                var items = Items(json, "input").ToList();
                return (
                    [.. items.Where(static i => Text(i, "type") == "function_call").Select(static i => (Text(i, "call_id"), Text(i, "name")!, JsonElement.Parse(Text(i, "arguments")!)))],
                    [.. items.Where(static i => Text(i, "type") == "function_call_output").Select(static i => (Text(i, "call_id"), Text(i, "output")!))]);
            case LoopbackApi.Google or LoopbackApi.Vertex:
                var contents = Items(json, "contents").ToList();
                return (
                    [.. Items(contents[1], "parts").Select(static p => p.GetProperty("functionCall")).Select(static f => (Text(f, "id"), Text(f, "name")!, f.GetProperty("args")))],
                    [.. Items(contents[2], "parts").Select(static p => p.GetProperty("functionResponse")).Select(static f => (Text(f, "id"), Output(f.GetProperty("response"))))]);
            case LoopbackApi.Bedrock:
                var bedrock = Items(json, "messages").ToList();
                return (
                    [.. Items(bedrock[1], "content").Select(static b => b.GetProperty("toolUse")).Select(static u => (Text(u, "toolUseId"), Text(u, "name")!, u.GetProperty("input")))],
                    [.. Items(bedrock[2], "content").Select(static b => b.GetProperty("toolResult")).Select(static r => (Text(r, "toolUseId"), Text(r.GetProperty("content")[0], "text")!))]);
            default:
                var messages = Items(json, "messages").ToList();
                var isOllama = request.Api == LoopbackApi.Ollama;
                return (
                    [.. Items(messages[1], "tool_calls").Select(c => (Text(c, "id"), Text(c.GetProperty("function"), "name")!, isOllama ? c.GetProperty("function").GetProperty("arguments") : JsonElement.Parse(Text(c.GetProperty("function"), "arguments")!)))],
                    [.. messages.Skip(2).Select(static m => (Text(m, "tool_call_id"), Text(m, "content")!))]);
        }
    }

    private static string Output(JsonElement response) => response.GetProperty("output") is { ValueKind: JsonValueKind.String } text ? text.GetString()! : response.GetProperty("output").GetRawText();

    private static JsonElement.ArrayEnumerator Items(JsonElement of, string name) => of.GetProperty(name).EnumerateArray();

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value.GetString() : null;
}
