using System.Text.Json;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.Bedrock;

/// <summary>Tools as Converse has them. It has no way to forbid a call, so that is left to the results.</summary>
internal static class BedrockTools
{
    public static void WriteDefinitions(Utf8JsonWriter json, ModelRequest request, Action? markEnd)
    {
        if (request.Tools is not { ValueKind: JsonValueKind.Array } && request.OfferedTools.Count == 0)
        {
            return;
        }

        json.WriteStartObject("toolConfig"u8);
        json.WriteStartArray("tools"u8);
        ToolText.WriteOwn(json, request.Tools);
        foreach (var tool in request.OfferedTools)
        {
            json.WriteStartObject();
            json.WriteStartObject("toolSpec"u8);
            json.WriteString("name"u8, tool.Name);
            if (tool.Description.Length > 0)
            {
                json.WriteString("description"u8, tool.Description);
            }

            json.WriteStartObject("inputSchema"u8);
            json.WritePropertyName("json"u8);
            tool.Parameters.WriteTo(json);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        markEnd?.Invoke();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteCalls(Utf8JsonWriter json, ModelMessage message)
    {
        foreach (var call in message.ToolCalls)
        {
            json.WriteStartObject();
            json.WriteStartObject("toolUse"u8);
            json.WriteString("toolUseId"u8, ToolText.PlainId(call.Id));
            json.WriteString("name"u8, call.Name);
            json.WritePropertyName("input"u8);
            ToolText.WriteArguments(json, call.Arguments);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    public static void WriteResults(Utf8JsonWriter json, ModelMessage message)
    {
        foreach (var result in message.ToolResults)
        {
            json.WriteStartObject();
            json.WriteStartObject("toolResult"u8);
            json.WriteString("toolUseId"u8, ToolText.PlainId(result.CallId));
            json.WriteStartArray("content"u8);
            json.WriteStartObject();
            json.WriteString("text"u8, string.IsNullOrWhiteSpace(result.Text) ? "(no result)" : result.Text);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteString("status"u8, result.IsError ? "error"u8 : "success"u8);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    public static IReadOnlyList<ModelToolCall> Read(IEnumerable<JsonElement> uses) =>
    [
        .. uses.Where(static u => u.Text("name") is { Length: > 0 })
            .Select(static (u, i) => new ModelToolCall(u.Text("toolUseId") is { Length: > 0 } id ? id : ToolText.IdFor(i), u.Text("name")!, InputOf(u.Get("input")))),
    ];

    private static string InputOf(JsonElement? input) => input switch
    {
        { ValueKind: JsonValueKind.String } half => half.AsText(),
        { } whole => whole.GetRawText(),
        null => "",
    };
}
