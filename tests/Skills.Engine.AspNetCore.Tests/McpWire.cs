using System.Text.Json;

namespace Skills.Engine.AspNetCore.Tests;

/// <summary>The protocol spoken by hand, so that nothing of the SDK's is needed to read it.</summary>
internal static class McpWire
{
    private const string Accept = "application/json, text/event-stream";

    public static Task<Answer> PostAsync(TestHost host, string message, params (string Name, string Value)[] headers) =>
        host.PostAsync("/skills/mcp", message, headers.Any(static h => h.Name == "Accept") ? headers : [("Accept", Accept), .. headers]);

    /// <summary>Calls a tool and gives every message of the stream, the result last.</summary>
    public static async Task<IReadOnlyList<JsonElement>> CallAsync(TestHost host, string parameters) =>
        Messages(await PostAsync(host, $$"""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{{parameters}}}""", ("MCP-Protocol-Version", "2025-06-18")));

    public static IReadOnlyList<JsonElement> Messages(Answer answer)
    {
        Assert.Equal((200, "text/event-stream"), (answer.Status, answer.Type));
        return [.. answer.Body.Split('\n').Where(static l => l.StartsWith("data: ", StringComparison.Ordinal)).Select(static l => JsonElement.Parse(l[6..]))];
    }
}
