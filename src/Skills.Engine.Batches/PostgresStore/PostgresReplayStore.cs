using Npgsql;
using Skills.Engine.Batches.Replays;

namespace Skills.Engine.Batches.PostgresStore;

/// <summary>Execution ids as rows with an owner or a result. Times are the server's.</summary>
internal sealed class PostgresReplayStore(string connectionString) : IReplayStore, IAsyncDisposable, IDisposable
{
    private const string Create = """
        SELECT pg_advisory_xact_lock(7303025);
        CREATE TABLE IF NOT EXISTS skill_replays (key text PRIMARY KEY, owner text, fingerprint text NOT NULL, result text, expires_at timestamptz NOT NULL);
        CREATE INDEX IF NOT EXISTS skill_replays_by_expiry ON skill_replays (expires_at);
        """;

    // A row that expired is as none: its lease ended or its result was kept long enough.
    private const string Claim = """
        WITH claimed AS (
            INSERT INTO skill_replays AS r (key, owner, fingerprint, expires_at) VALUES ($1, $2, $3, now() + $4)
            ON CONFLICT (key) DO UPDATE SET owner = $2, fingerprint = $3, result = NULL, expires_at = now() + $4 WHERE r.expires_at < now()
            RETURNING fingerprint
        )
        SELECT true, fingerprint, NULL FROM claimed
        UNION ALL SELECT false, fingerprint, result FROM skill_replays WHERE key = $1 AND NOT EXISTS (SELECT FROM claimed)
        """;

    private const string Clean = "DELETE FROM skill_replays WHERE key IN (SELECT key FROM skill_replays WHERE expires_at < now() - interval '1 hour' LIMIT 100 FOR UPDATE SKIP LOCKED)";

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString);
    private volatile bool _exists;

    public async ValueTask<ReplayEntry> ClaimAsync(string key, string owner, string fingerprint, TimeSpan lease, CancellationToken cancellationToken)
    {
        if (!_exists)
        {
            await ExecuteAsync(Create, cancellationToken).ConfigureAwait(false);
            _exists = true;
        }

        while (true)
        {
            var command = Command(Claim, key, owner, fingerprint, lease);
            await using var closingCommand = command.ConfigureAwait(false);
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var closingReader = reader.ConfigureAwait(false);

            // A row that another transaction inserted meanwhile is not seen by this statement. The next one sees it.
            if (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                return new(reader.GetBoolean(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2));
            }
        }
    }

    public async ValueTask<bool> RenewAsync(string key, string owner, TimeSpan lease, CancellationToken cancellationToken) =>
        await ExecuteAsync("UPDATE skill_replays SET expires_at = now() + $3 WHERE key = $1 AND owner = $2 AND result IS NULL", cancellationToken, key, owner, lease).ConfigureAwait(false) == 1;

    public async ValueTask CompleteAsync(string key, string owner, string fingerprint, string result, TimeSpan keepFor, CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            """
            INSERT INTO skill_replays AS r (key, fingerprint, result, expires_at) VALUES ($1, $2, $3, now() + $4)
            ON CONFLICT (key) DO UPDATE SET owner = NULL, fingerprint = $2, result = $3, expires_at = now() + $4 WHERE r.result IS NULL
            """,
            cancellationToken, key, fingerprint, result, keepFor).ConfigureAwait(false);
        await ExecuteAsync(Clean, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask ReleaseAsync(string key, string owner, CancellationToken cancellationToken) =>
        await ExecuteAsync("DELETE FROM skill_replays WHERE key = $1 AND owner = $2 AND result IS NULL", cancellationToken, key, owner).ConfigureAwait(false);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    public void Dispose() => _source.Dispose();

    private async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        var command = Command(sql, values);
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = _source.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
