using System.Text;
using System.Text.Json;

namespace Skills.Engine.AspNetCore.Responses;

/// <summary>Server-sent events as bytes.</summary>
internal static class EventFrame
{
    /// <summary>Gets a comment, so that no proxy takes an idle stream for a dead one.</summary>
    public static ReadOnlyMemory<byte> Comment { get; } = Encoding.ASCII.GetBytes(": keep-alive\n\n");

    /// <summary>Returns an event whose data are an object.</summary>
    public static ReadOnlyMemory<byte> Object(string name, Action<Utf8JsonWriter> write) => Of(name, Reply.Utf8(writer =>
    {
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
    }));

    /// <summary>Returns an event. JSON from the writer has no line break, so one data line is enough.</summary>
    public static ReadOnlyMemory<byte> Of(string name, ReadOnlyMemory<byte> json) =>
        (byte[])[.. Encoding.ASCII.GetBytes($"event: {name}\ndata: "), .. json.Span, (byte)'\n', (byte)'\n'];
}
