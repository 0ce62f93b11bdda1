using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Defaults;

/// <summary>Writes an instance with what is to be added; everything else keeps the way it was written.</summary>
internal static class DefaultsWriter
{
    public static JsonElement Write(JsonElement value, DefaultsPatch patch)
    {
        var buffer = new ArrayBufferWriter<byte>(JsonMarshal.GetRawUtf8Value(value).Length * 2);
        Write(buffer, value, patch);
        return JsonElement.Parse(buffer.WrittenSpan, JsonText.DocumentAsParsed);
    }

    private static void Write(ArrayBufferWriter<byte> buffer, JsonElement value, DefaultsPatch? patch)
    {
        if (patch is null)
        {
            buffer.Write(JsonMarshal.GetRawUtf8Value(value));
            return;
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (value.ValueKind == JsonValueKind.Object)
        {
            WriteObject(buffer, value, patch);
        }
        else
        {
            WriteArray(buffer, value, patch);
        }
    }

    private static void WriteObject(ArrayBufferWriter<byte> buffer, JsonElement value, DefaultsPatch patch)
    {
        var position = 0;
        var separator = "{"u8;
        foreach (var property in value.EnumerateObject())
        {
            buffer.Write(separator);
            WriteName(buffer, JsonMarshal.GetRawUtf8PropertyName(property));
            Write(buffer, property.Value, patch.Within.GetValueOrDefault(position++));
            separator = ","u8;
        }

        foreach (var (name, added, within) in patch.Added)
        {
            buffer.Write(separator);
            WriteName(buffer, name);
            Write(buffer, added, within);
            separator = ","u8;
        }

        buffer.Write("}"u8);
    }

    private static void WriteArray(ArrayBufferWriter<byte> buffer, JsonElement value, DefaultsPatch patch)
    {
        var position = 0;
        var separator = "["u8;
        foreach (var item in value.EnumerateArray())
        {
            buffer.Write(separator);
            Write(buffer, item, patch.Within.GetValueOrDefault(position++));
            separator = ","u8;
        }

        buffer.Write("]"u8);
    }

    private static void WriteName(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> name)
    {
        buffer.Write("\""u8);
        buffer.Write(name);
        buffer.Write("\":"u8);
    }
}
