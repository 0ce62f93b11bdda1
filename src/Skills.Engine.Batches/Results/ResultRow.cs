using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Skills.Engine.Batches.Results;

/// <summary>One result as a row of a table, in SQL that every database speaks.</summary>
internal static class ResultRow
{
    private static readonly (string Name, DbType Type)[] Keys = [("run_id", DbType.String), ("item_row", DbType.Int64)];

    private static readonly (string Name, DbType Type)[] Values =
    [
        ("item_id", DbType.String), ("status", DbType.String), ("outputs", DbType.String), ("error", DbType.String), ("model", DbType.String), ("cost_usd", DbType.Decimal), ("cost_kind", DbType.String),
        ("attempts", DbType.Int32), ("repeats", DbType.Int32), ("execution_id", DbType.String), ("completed_at", DbType.DateTime),
    ];

    public static DbCommand Insert(DbTransaction transaction, string table)
    {
        var all = Keys.Concat(Values).Select(static c => c.Name).ToList();
        return WithParameters(Command(transaction, $"INSERT INTO {table} ({string.Join(", ", all)}) VALUES ({string.Join(", ", all.Select(static n => "@" + n))})"));
    }

    public static DbCommand Update(DbTransaction transaction, string table) =>
        WithParameters(Command(transaction, $"UPDATE {table} SET {string.Join(", ", Values.Select(static c => $"{c.Name} = @{c.Name}"))} WHERE run_id = @run_id AND item_row = @item_row"));

    public static void Set(DbCommand command, string run, BatchItemResult result)
    {
        object?[] values =
        [
            run, result.Row, result.Id, ResultLine.StatusOf(result), result.Outputs?.GetRawText(), ResultLine.ErrorOf(result), result.ModelId, result.Cost.Usd, ResultLine.KindOf(result),
            result.Attempts, result.Repeats, result.ExecutionId, result.CompletedAt.UtcDateTime,
        ];
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }
    }

    /// <summary>Returns what differs when an item was executed again.</summary>
    public static string VersionOf(BatchItemResult result) => VersionOf(ResultLine.StatusOf(result), result.ExecutionId);

    public static string VersionOf(string status, string? execution) => $"{status} {execution}";

    [SuppressMessage("Security", "CA2100", Justification = "The name of the table was checked, and values are parameters.")]
    public static DbCommand Command(DbTransaction transaction, string sql)
    {
        var command = transaction.Connection!.CreateCommand();
        (command.Transaction, command.CommandText) = (transaction, sql);
        return command;
    }

    public static void Add(DbCommand command, string name, DbType type, object? value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.DbType, parameter.Value) = (name, type, value);
        command.Parameters.Add(parameter);
    }

    private static DbCommand WithParameters(DbCommand command)
    {
        foreach (var (name, type) in Keys.Concat(Values))
        {
            Add(command, "@" + name, type, DBNull.Value);
        }

        return command;
    }
}
