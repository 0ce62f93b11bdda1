using System.Text.Json;

namespace Skills.Engine.Providers.Http;

/// <summary>Tools in the form of chat completions, which Ollama's own API has too.</summary>
internal static class ChatTools
{
    /// <summary>Writes the list of definitions, the caller's own first.</summary>
    public static void WriteDefinitions(Utf8JsonWriter json, ModelRequest request)
    {
        json.WriteStartArray("tools"u8);
        ToolText.WriteOwn(json, request.Tools);
        foreach (var tool in request.OfferedTools)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            ToolText.WriteDefinition(json, tool, "parameters");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes the calls of a turn.</summary>
    public static void WriteCalls(Utf8JsonWriter json, ModelMessage message)
    {
        json.WriteStartArray("tool_calls"u8);
        foreach (var call in message.ToolCalls)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, call.Id);
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, call.Name);
            json.WriteString("arguments"u8, ToolText.ArgumentsOf(call.Arguments));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes one message for each result.</summary>
    public static void WriteResults(Utf8JsonWriter json, ModelMessage message)
    {
        foreach (var result in message.ToolResults)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, "tool"u8);
            json.WriteString("tool_call_id"u8, result.CallId);
            json.WriteString("content"u8, ToolText.ResultOf(result));
            json.WriteEndObject();
        }
    }

    /// <summary>Reads a list of calls. A call without a name asks for nothing.</summary>
    public static IReadOnlyList<ModelToolCall> Read(JsonElement? list)
    {
        if (list is null)
        {
            return [];
        }

        var calls = new List<ModelToolCall>();
        foreach (var item in list.Items())
        {
            var function = item.Get("function");
            if (function.Text("name") is { Length: > 0 } name)
            {
                calls.Add(new(item.Text("id") is { Length: > 0 } id ? id : ToolText.IdFor(calls.Count), name, ArgumentsOf(function.Get("arguments"))));
            }
        }

        return calls;
    }

    private static string ArgumentsOf(JsonElement? arguments) => arguments switch
    {
        { ValueKind: JsonValueKind.String } text => text.AsText(),
        { } value => value.GetRawText(),
        null => "",
    };
}
