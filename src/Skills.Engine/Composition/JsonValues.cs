using System.Text.Json;

namespace Skills.Engine.Composition;

/// <summary>Puts outputs of steps together, however deep they are.</summary>
internal static class JsonValues
{
    private const int MaxDepth = 1000;

    public static JsonElement List(IEnumerable<JsonElement?> items) => Write(writer =>
    {
        writer.WriteStartArray();
        foreach (var item in items)
        {
            Value(writer, item);
        }

        writer.WriteEndArray();
    });

    public static JsonElement Map(IEnumerable<(string Name, JsonElement? Value)> members) => Write(writer =>
    {
        writer.WriteStartObject();
        foreach (var (name, value) in members)
        {
            writer.WritePropertyName(name);
            Value(writer, value);
        }

        writer.WriteEndObject();
    });

    private static void Value(Utf8JsonWriter writer, JsonElement? value)
    {
        if (value is { } given)
        {
            given.WriteTo(writer);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    private static JsonElement Write(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new() { MaxDepth = MaxDepth }))
        {
            write(writer);
        }

        return JsonElement.Parse(stream.GetBuffer().AsSpan(0, (int)stream.Length), new() { MaxDepth = MaxDepth });
    }
}
