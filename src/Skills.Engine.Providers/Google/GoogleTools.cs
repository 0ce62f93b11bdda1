using System.Text.Json;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.Google;

/// <summary>Functions as generateContent has them.</summary>
internal static class GoogleTools
{
    public static void WriteDefinitions(Utf8JsonWriter json, ModelRequest request)
    {
        if (request.Tools is not { ValueKind: JsonValueKind.Array } && request.OfferedTools.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tools"u8);
        ToolText.WriteOwn(json, request.Tools);
        if (request.OfferedTools.Count > 0)
        {
            json.WriteStartObject();
            json.WriteStartArray("functionDeclarations"u8);
            foreach (var tool in request.OfferedTools)
            {
                json.WriteStartObject();
                ToolText.WriteDefinition(json, tool, "parametersJsonSchema");
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (request.ToolChoice == ModelToolChoice.None && request.OfferedTools.Count > 0)
        {
            json.WriteStartObject("toolConfig"u8);
            json.WriteStartObject("functionCallingConfig"u8);
            json.WriteString("mode"u8, "NONE"u8);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    /// <summary>Writes the calls or the results of a message as parts.</summary>
    public static void WriteParts(Utf8JsonWriter json, ModelMessage message)
    {
        foreach (var call in message.ToolCalls)
        {
            json.WriteStartObject();
            json.WriteStartObject("functionCall"u8);
            WriteId(json, call.Id);
            json.WriteString("name"u8, call.Name);
            json.WritePropertyName("args"u8);
            ToolText.WriteArguments(json, call.Arguments);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        foreach (var result in message.ToolResults)
        {
            json.WriteStartObject();
            json.WriteStartObject("functionResponse"u8);
            WriteId(json, result.CallId);
            json.WriteString("name"u8, result.Name);
            WriteResponse(json, result);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    /// <summary>The calls of a reply. Most come without an id; then results are matched by their order.</summary>
    public static IReadOnlyList<ModelToolCall> Read(IEnumerable<JsonElement> calls) =>
    [
        .. calls.Where(static c => c.Text("name") is { Length: > 0 })
            .Select(static (c, i) => new ModelToolCall(c.Text("id") is { Length: > 0 } id ? id : ToolText.IdFor(i), c.Text("name")!, c.Get("args")?.GetRawText() ?? "")),
    ];

    private static void WriteId(Utf8JsonWriter json, string id)
    {
        if (!ToolText.IsMadeUp(id))
        {
            json.WriteString("id"u8, id);
        }
    }

    // The response is an object; "error" and "output" are the names that the API gives a meaning.
    private static void WriteResponse(Utf8JsonWriter json, ModelToolResult result)
    {
        json.WriteStartObject("response"u8);
        if (result.IsError)
        {
            json.WriteString("error"u8, result.Text);
        }
        else if (ToolText.Parse(result.Text) is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } value)
        {
            json.WritePropertyName("output"u8);
            value.WriteTo(json);
        }
        else
        {
            json.WriteString("output"u8, result.Text);
        }

        json.WriteEndObject();
    }
}
