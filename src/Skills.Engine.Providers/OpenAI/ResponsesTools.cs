using System.Text.Json;
using Skills.Engine.Providers.Http;
using Skills.Engine.Providers.Values;

namespace Skills.Engine.Providers.OpenAI;

/// <summary>Tools as the Responses API has them.</summary>
internal static class ResponsesTools
{
    public static void WriteDefinitions(Utf8JsonWriter json, ModelRequest request)
    {
        if (request.Tools is not { ValueKind: JsonValueKind.Array } && request.OfferedTools.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tools"u8);
        ToolText.WriteOwn(json, request.Tools);
        foreach (var tool in request.OfferedTools)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "function"u8);
            ToolText.WriteDefinition(json, tool, "parameters");

            // The API's default is its strict subset, which few schemas are in.
            json.WriteBoolean("strict"u8, false);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (request.OfferedTools.Count > 0 && request.ToolChoice == ModelToolChoice.None)
        {
            json.WriteString("tool_choice"u8, "none"u8);
        }
    }

    public static void WriteCalls(Utf8JsonWriter json, ModelMessage message)
    {
        foreach (var call in message.ToolCalls)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "function_call"u8);
            json.WriteString("call_id"u8, call.Id);
            json.WriteString("name"u8, call.Name);
            json.WriteString("arguments"u8, ToolText.ArgumentsOf(call.Arguments));
            json.WriteEndObject();
        }
    }

    public static void WriteResults(Utf8JsonWriter json, ModelMessage message)
    {
        foreach (var result in message.ToolResults)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "function_call_output"u8);
            json.WriteString("call_id"u8, result.CallId);
            json.WriteString("output"u8, ToolText.ResultOf(result));
            json.WriteEndObject();
        }
    }

    public static IReadOnlyList<ModelToolCall> Read(IEnumerable<JsonElement> items) =>
    [
        .. items.Where(static i => i.Text("name") is { Length: > 0 })
            .Select(static (c, i) => new ModelToolCall(c.Text("call_id") is { Length: > 0 } id ? id : ToolText.IdFor(i), c.Text("name")!, c.Text("arguments") ?? c.Text("input") ?? "")),
    ];

    /// <summary>The items of a turn that holds encrypted reasoning; null for any other, which the calls say in full.</summary>
    public static JsonElement? TurnOf(IReadOnlyList<JsonElement> items) =>
        items.Any(static i => i.Text("encrypted_content") is not null) ? ValueJson.Element(items) : null;
}
