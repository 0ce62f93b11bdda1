using System.Buffers;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Skills.Engine.ExecutionLogs.Columns;

namespace Skills.Engine.ExecutionLogs.History;

/// <summary>A whole row as the JSON of <see cref="ExecutionLogEntry"/>.</summary>
internal static class EntryRow
{
    private const int MaxDepth = 2000;

    public static JsonElement Of(DbDataReader reader)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new() { MaxDepth = MaxDepth }))
        {
            writer.WriteStartObject();
            for (var i = 0; i < ExecutionColumns.All.Count; i++)
            {
                if (!reader.IsDBNull(i))
                {
                    writer.WritePropertyName(ExecutionColumns.All[i].Name);
                    Write(writer, ExecutionColumns.All[i].Type, reader.GetValue(i));
                }
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan, new() { MaxDepth = MaxDepth });
    }

    private static void Write(Utf8JsonWriter writer, ColumnType type, object value)
    {
        switch (type)
        {
            case ColumnType.Integer:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case ColumnType.Real:
                writer.WriteNumberValue(Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            case ColumnType.Decimal:
                writer.WriteNumberValue(Convert.ToDecimal(value, CultureInfo.InvariantCulture));
                break;
            case ColumnType.Boolean:
                writer.WriteBooleanValue(SqlValue.Boolean(value));
                break;
            case ColumnType.Timestamp:
                writer.WriteStringValue(SqlValue.Time(value));
                break;
            case ColumnType.Json:
                writer.WriteRawValue((string)value);
                break;
            default:
                writer.WriteStringValue((string)value);
                break;
        }
    }
}
