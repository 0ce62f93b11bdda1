using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using static Skills.Engine.SkillDiagnostics;

namespace Skills.Engine.Diagnostics;

/// <summary>Prompts and replies in the JSON form the conventions ask for. Used by opt-in only.</summary>
internal static class MessageContent
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Describe(Activity span, IReadOnlyList<ModelMessage> messages, ModelReply? reply, ContentMask mask)
    {
        if (messages.Any(static m => m.Role == MessageRole.System))
        {
            span.SetTag(GenAi.SystemInstructions, Json(w => WriteParts(w, messages.Where(static m => m.Role == MessageRole.System).Select(static m => m.Text), mask)));
        }

        span.SetTag(GenAi.InputMessages, Json(w => WriteMessages(w, messages, mask)));
        if (reply is not null)
        {
            span.SetTag(GenAi.OutputMessages, Json(w => WriteReply(w, reply, mask)));
        }
    }

    private static void WriteMessages(Utf8JsonWriter writer, IReadOnlyList<ModelMessage> messages, ContentMask mask)
    {
        writer.WriteStartArray();
        foreach (var message in messages.Where(static m => m.Role != MessageRole.System))
        {
            writer.WriteStartObject();
            writer.WriteString("role", WireNames<MessageRole>.Of(message.Role));
            writer.WritePropertyName("parts");
            WriteParts(writer, [message.Text], mask);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteReply(Utf8JsonWriter writer, ModelReply reply, ContentMask mask)
    {
        writer.WriteStartArray();
        writer.WriteStartObject();
        writer.WriteString("role", "assistant");
        writer.WritePropertyName("parts");
        WriteParts(writer, [reply.Text], mask);
        writer.WriteString("finish_reason", AttemptSpan.FinishReason(reply.StopReason));
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void WriteParts(Utf8JsonWriter writer, IEnumerable<string> texts, ContentMask mask)
    {
        writer.WriteStartArray();
        foreach (var text in texts)
        {
            writer.WriteStartObject();
            writer.WriteString("type", "text");
            writer.WriteString("content", mask.Apply(text));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
