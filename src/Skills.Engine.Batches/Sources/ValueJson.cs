using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Skills.Engine.Batches.Sources;

/// <summary>Makes inputs of typed values.</summary>
internal static class ValueJson
{
    /// <summary>Returns the inputs; null when they are longer than the limit. A null value is an input that is not given.</summary>
    public static JsonElement? ObjectOf(IReadOnlyList<string> columns, Func<int, object?> valueOf, CellJson cells, int maxBytes)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            for (var i = 0; i < columns.Count; i++)
            {
                if (cells.IsInput(columns[i]) && valueOf(i) is { } value)
                {
                    writer.WritePropertyName(columns[i]);
                    Write(writer, value);
                }
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenCount <= maxBytes ? JsonElement.Parse(buffer.WrittenSpan) : null;
    }

    /// <summary>Returns a value as the id of an item.</summary>
    public static string? IdOf(object? value) => value is null ? null : Convert.ToString(value, CultureInfo.InvariantCulture);

    private static void Write(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case byte or sbyte or short or ushort or int or uint or long:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case ulong number:
                writer.WriteNumberValue(number);
                break;
            case decimal number:
                writer.WriteNumberValue(number);
                break;
            case float or double when double.IsFinite(Convert.ToDouble(value, CultureInfo.InvariantCulture)):
                writer.WriteNumberValue(Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            case byte[] bytes:
                writer.WriteBase64StringValue(bytes);
                break;
            case DateTime time:
                writer.WriteStringValue(time);
                break;
            case DateOnly or TimeOnly:
                writer.WriteStringValue(((IFormattable)value).ToString("o", CultureInfo.InvariantCulture));
                break;
            default:
                writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
