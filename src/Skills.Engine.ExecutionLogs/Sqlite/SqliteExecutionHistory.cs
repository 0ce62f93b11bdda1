using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Skills.Engine.ExecutionLogs.Columns;
using Skills.Engine.ExecutionLogs.History;

namespace Skills.Engine.ExecutionLogs.Sqlite;

/// <summary>Reads a SQLite log. Readers have connections of their own: with a write-ahead log they do not wait for the writer.</summary>
internal sealed class SqliteExecutionHistory : SqlExecutionHistory
{
    private readonly string _path;
    private readonly string _connectionString;
    private readonly Lock _gate = new();
    private bool _isReady;

    public SqliteExecutionHistory(string path, SqliteExecutionLogOptions options) : base(ExecutionColumns.Table, TotalsColumns.Table, "LIKE")
    {
        _path = Path.GetFullPath(path);
        var seconds = Math.Max(1, (int)Math.Ceiling(options.BusyTimeout.TotalSeconds));
        _connectionString = new SqliteConnectionStringBuilder { DataSource = _path, Pooling = false, DefaultTimeout = seconds }.ToString();
    }

    protected override string DayText => "day";

    protected override ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            lock (_gate)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
                connection.Open();
                if (!_isReady)
                {
                    SqliteTables.Ensure(connection);
                    _isReady = true;
                }
            }

            return ValueTask.FromResult<DbConnection>(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    protected override object TimeValue(DateTimeOffset time) => SqliteValue.Text(time);

    protected override object DayValue(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    protected override object BooleanValue(bool value) => value ? 1L : 0L;
}
