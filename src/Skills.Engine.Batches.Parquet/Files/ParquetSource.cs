using System.Runtime.CompilerServices;
using Parquet;
using Parquet.Schema;
using Skills.Engine.Batches.Sources;

namespace Skills.Engine.Batches.Parquet.Files;

/// <summary>A Parquet file with flat columns.</summary>
internal sealed class ParquetSource(string path, string? idColumn, long maxRowGroupBytes) : BatchSource
{
    // A value in memory and its reference.
    private const int BytesOfAValue = 16;

    private string File => Path.GetFileName(path);

    public override async IAsyncEnumerable<BatchItem> ReadAsync(BatchSourceContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = await GuardAsync(() => ParquetReader.CreateAsync(path, cancellationToken: cancellationToken)).ConfigureAwait(false);
        await using var closing = reader.ConfigureAwait(false);
        var fields = FieldsOf(reader.Schema);
        string[] columns = [.. fields.Select(static f => f.Name)];
        var (cells, id, row) = (new CellJson(context.Skill, idColumn), Array.IndexOf(columns, idColumn), 0L);
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            var (values, rows) = await GuardAsync(() => ReadAsync(reader, group, fields, cancellationToken)).ConfigureAwait(false);
            for (var i = 0; i < rows; i++)
            {
                row++;
                var inputs = ValueJson.ObjectOf(columns, column => values[column](i), cells, context.MaxItemBytes)
                    ?? throw new BatchSourceException($"Row {row} of '{File}' is longer than {context.MaxItemBytes} bytes. Raise SkillsEngine:MaxInputBytes.");
                yield return new(inputs, id < 0 ? null : ValueJson.IdOf(values[id](i)));
            }
        }
    }

    private DataField[] FieldsOf(ParquetSchema schema)
    {
        if (schema.Fields.FirstOrDefault(static f => f is not DataField { IsArray: false }) is { } nested)
        {
            throw new BatchSourceException($"The column '{nested.Name}' of '{File}' is nested. Write a file with flat columns.");
        }

        return idColumn is null || schema.Fields.Any(f => f.Name == idColumn)
            ? [.. schema.Fields.Cast<DataField>()]
            : throw new BatchSourceException($"'{File}' has no column '{idColumn}'. It has: {string.Join(", ", schema.Fields.Take(20).Select(static f => f.Name))}.");
    }

    private async Task<(Func<int, object?>[] Values, int Rows)> ReadAsync(ParquetReader reader, int index, DataField[] fields, CancellationToken cancellationToken)
    {
        using var group = reader.OpenRowGroupReader(index);
        var bytes = group.RowGroup.TotalByteSize + (Math.Max(0, group.RowCount) * (double)fields.Length * BytesOfAValue);
        if (bytes > maxRowGroupBytes || group.RowCount is < 0 or > int.MaxValue)
        {
            throw new BatchSourceException($"The row group {index + 1} of '{File}' takes about {bytes:F0} bytes in memory, and {maxRowGroupBytes} are allowed. Write the file with smaller row groups, or raise maxRowGroupBytes.");
        }

        var values = new Func<int, object?>[fields.Length];
        for (var i = 0; i < fields.Length; i++)
        {
            values[i] = await ParquetColumn.ReadAsync(group, fields[i], (int)group.RowCount, cancellationToken).ConfigureAwait(false);
        }

        return (values, (int)group.RowCount);
    }

    // A file from outside can make a reader throw anything.
    private async Task<T> GuardAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BatchSourceException($"The file '{File}' does not exist.", e);
        }
        catch (Exception e) when (e is not (BatchSourceException or OperationCanceledException or OutOfMemoryException))
        {
            throw new BatchSourceException($"'{File}' cannot be read as Parquet.", e);
        }
    }
}
