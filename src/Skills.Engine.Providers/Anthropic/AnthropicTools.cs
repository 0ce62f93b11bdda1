using System.Text.Json;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.Anthropic;

/// <summary>Tools as Messages requests and replies have them.</summary>
internal static class AnthropicTools
{
    public static void WriteDefinitions(Utf8JsonWriter json, ModelRequest request, Action? markLast)
    {
        if (request.Tools is not { ValueKind: JsonValueKind.Array } && request.OfferedTools.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tools"u8);
        ToolText.WriteOwn(json, request.Tools);
        for (var i = 0; i < request.OfferedTools.Count; i++)
        {
            json.WriteStartObject();
            ToolText.WriteDefinition(json, request.OfferedTools[i], "input_schema");
            if (i == request.OfferedTools.Count - 1)
            {
                markLast?.Invoke();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (request.ToolChoice == ModelToolChoice.None && request.OfferedTools.Count > 0)
        {
            json.WriteStartObject("tool_choice"u8);
            json.WriteString("type"u8, "none"u8);
            json.WriteEndObject();
        }
    }

    public static void WriteCall(Utf8JsonWriter json, ModelToolCall call)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "tool_use"u8);
        json.WriteString("id"u8, ToolText.PlainId(call.Id));
        json.WriteString("name"u8, call.Name);
        json.WritePropertyName("input"u8);
        ToolText.WriteArguments(json, call.Arguments);
        json.WriteEndObject();
    }

    public static void WriteResult(Utf8JsonWriter json, ModelToolResult result)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "tool_result"u8);
        json.WriteString("tool_use_id"u8, ToolText.PlainId(result.CallId));
        json.WriteString("content"u8, result.Text);
        if (result.IsError)
        {
            json.WriteBoolean("is_error"u8, true);
        }

        json.WriteEndObject();
    }

    /// <summary>The calls among the blocks.</summary>
    public static IReadOnlyList<ModelToolCall> Read(IEnumerable<JsonElement> blocks) =>
    [
        .. blocks.Where(static b => b.Text("name") is { Length: > 0 })
            .Select(static (b, i) => new ModelToolCall(b.Text("id") is { Length: > 0 } id ? id : ToolText.IdFor(i), b.Text("name")!, InputOf(b.Get("input")))),
    ];

    /// <summary>Whether a turn has more than text and calls, such as signed thoughts, and so must be sent back as it was.</summary>
    public static bool IsMore(string? blockType) => blockType is not ("text" or "tool_use" or null);

    // A stream that broke off leaves half an input as text.
    private static string InputOf(JsonElement? input) => input switch
    {
        { ValueKind: JsonValueKind.String } half => half.AsText(),
        { } whole => whole.GetRawText(),
        null => "",
    };
}
