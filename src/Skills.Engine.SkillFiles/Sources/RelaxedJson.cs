using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Skills.Engine.SkillFiles.Sources;

/// <summary>Writes JSON for people, escaping only what JSON must. Works without reflection.</summary>
internal static class RelaxedJson
{
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>Returns a text as a JSON string with its quotes.</summary>
    public static string Of(string text) => $"\"{Encoder.Encode(text)}\"";

    /// <summary>Returns a value on one line.</summary>
    public static string Of(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new() { Encoder = Encoder }))
        {
            value.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
