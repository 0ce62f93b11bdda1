using System.Data.Common;
using System.Runtime.CompilerServices;

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
        string[] columns = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
        var id = Array.IndexOf(columns, idColumn);
        if (idColumn is not null && id < 0)
        {
            throw new BatchSourceException($"The query returns no column '{idColumn}'.");
        }

        for (var row = 1L; await NextAsync(reader, row, cancellationToken).ConfigureAwait(false); row++)
        {
            var inputs = ValueJson.ObjectOf(columns, ValueOf, cells, context.MaxItemBytes)
                ?? throw new BatchSourceException($"Row {row} of the query is longer than {context.MaxItemBytes} bytes. Raise SkillsEngine:MaxInputBytes.");
            yield return new(inputs, id < 0 ? null : ValueJson.IdOf(ValueOf(id)));
        }

        object? ValueOf(int column) => reader.IsDBNull(column) ? null : reader.GetValue(column);
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
}
