using System.Text.Json;

namespace Skills.Engine.Evaluation.Cassettes;

/// <summary>Tools, calls and results in a recorded request. Ids of calls are left out: they differ each time.</summary>
internal static class ToolForm
{
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<ModelTool> tools)
    {
        if (tools.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("offeredTools");
        foreach (var tool in tools)
        {
            writer.WriteStartObject();
            writer.WriteString("name", tool.Name);
            writer.WriteString("description", tool.Description);
            writer.WritePropertyName("parameters");
            tool.Parameters.WriteTo(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter writer, ModelMessage message)
    {
        if (message.ToolCalls.Count > 0)
        {
            writer.WriteStartArray("calls");
            foreach (var call in message.ToolCalls)
            {
                writer.WriteStartObject();
                writer.WriteString("name", call.Name);
                writer.WriteString("arguments", call.Arguments);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        if (message.ToolResults.Count > 0)
        {
            writer.WriteStartArray("results");
            foreach (var result in message.ToolResults)
            {
                writer.WriteStartObject();
                writer.WriteString("name", result.Name);
                writer.WriteString("text", result.Text);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }
    }
}
