using System.Buffers;
using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Skills.Engine.Batches.Sources;

/// <summary>The rows of a query.</summary>
internal sealed class QuerySource(DbDataSource database, string sql, string? idColumn) : BatchSource
{
    public override async IAsyncEnumerable<BatchItem> ReadAsync(BatchSourceContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var command = database.CreateCommand(sql);
        await using var closingCommand = command.ConfigureAwait(false);
        var reader = await OpenAsync(command, cancellationToken).ConfigureAwait(false);
        await using var closingReader = reader.ConfigureAwait(false);

        var cells = new CellJson(context.Skill, idColumn);
        var id = idColumn is null ? -1 : Enumerable.Range(0, reader.FieldCount).FirstOrDefault(i => reader.GetName(i) == idColumn, -1);
        if (idColumn is not null && id < 0)
        {
            throw new BatchSourceException($"The query returns no column '{idColumn}'.");
        }

        for (var row = 1L; await NextAsync(reader, row, cancellationToken).ConfigureAwait(false); row++)
        {
            var inputs = ObjectOf(reader, cells, context.MaxItemBytes, row);
            yield return new(inputs, id < 0 || reader.IsDBNull(id) ? null : Convert.ToString(reader.GetValue(id), CultureInfo.InvariantCulture));
        }
    }

    private static async Task<DbDataReader> OpenAsync(DbCommand command, CancellationToken cancellationToken)
    {
        try
        {
            return await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DbException e)
        {
            throw new BatchSourceException("The query of the source failed.", e);
        }
    }

    private static async ValueTask<bool> NextAsync(DbDataReader reader, long row, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DbException e)
        {
            throw new BatchSourceException($"The query of the source failed after row {row - 1}.", e);
        }
    }

    private static JsonElement ObjectOf(DbDataReader reader, CellJson cells, int maxBytes, long row)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            for (var i = 0; i < reader.FieldCount; i++)
            {
                if (!reader.IsDBNull(i) && cells.IsInput(reader.GetName(i)))
                {
                    writer.WritePropertyName(reader.GetName(i));
                    Write(writer, reader.GetValue(i));
                }
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenCount <= maxBytes
            ? JsonElement.Parse(buffer.WrittenSpan)
            : throw new BatchSourceException($"Row {row} of the query is longer than {maxBytes} bytes. Raise SkillsEngine:MaxInputBytes.");
    }

    private static void Write(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case byte or short or int or long:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
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
            default:
                writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
