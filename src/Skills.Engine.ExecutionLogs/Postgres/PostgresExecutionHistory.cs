using System.Data.Common;
using Npgsql;
using Skills.Engine.ExecutionLogs.History;

namespace Skills.Engine.ExecutionLogs.Postgres;

/// <summary>Reads a PostgreSQL log.</summary>
internal sealed class PostgresExecutionHistory : SqlExecutionHistory, IAsyncDisposable, IDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly PostgresTables _tables;

    public PostgresExecutionHistory(string connectionString, PostgresExecutionLogOptions options) : this(connectionString, new PostgresTables(options.Schema)) { }

    private PostgresExecutionHistory(string connectionString, PostgresTables tables) : base(tables.Executions, tables.Totals, "COLLATE \"C\" ILIKE")
    {
        _tables = tables;
        _source = new NpgsqlDataSourceBuilder(connectionString).Build();
    }

    protected override string DayText => "day::text";

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    public void Dispose() => _source.Dispose();

    protected override async ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _tables.EnsureAsync(connection, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    protected override object TimeValue(DateTimeOffset time) => time.UtcDateTime;

    protected override object DayValue(DateOnly day) => day;

    protected override object BooleanValue(bool value) => value;
}
