using Npgsql;

namespace Skills.Engine.Batches.PostgresStore;

/// <summary>The tables of batch runs, created at the first use.</summary>
internal sealed class PostgresTables : IDisposable
{
    // Two processes that create the same tables at once would fail, so they take turns.
    private const string Create = """
        SELECT pg_advisory_xact_lock(7303024);
        CREATE TABLE IF NOT EXISTS skill_batch_runs (
            run text PRIMARY KEY, skill text NOT NULL, skill_version text NOT NULL, skill_hash text NOT NULL, options text NOT NULL, created_at bigint NOT NULL,
            state int NOT NULL, stop_reason int NOT NULL DEFAULT 0, stop_message text, budget bigint, item_cap bigint NOT NULL,
            read bigint NOT NULL DEFAULT 0, mark text NOT NULL DEFAULT '', source_done boolean NOT NULL DEFAULT false,
            pending bigint NOT NULL DEFAULT 0, in_flight bigint NOT NULL DEFAULT 0, succeeded bigint NOT NULL DEFAULT 0, failed bigint NOT NULL DEFAULT 0,
            repeats bigint NOT NULL DEFAULT 0, spent bigint NOT NULL DEFAULT 0, spent_kind int NOT NULL DEFAULT 0, unsure bigint NOT NULL DEFAULT 0) WITH (fillfactor = 50);
        CREATE TABLE IF NOT EXISTS skill_batch_items (
            run text NOT NULL, row bigint NOT NULL, id text, inputs text, state int NOT NULL DEFAULT 0, attempts int NOT NULL DEFAULT 0, lost int NOT NULL DEFAULT 0,
            not_before bigint NOT NULL DEFAULT 0, worker text, lease_until timestamptz, claimed_at timestamptz, spent bigint NOT NULL DEFAULT 0, spent_kind int NOT NULL DEFAULT 0,
            code text, result text, PRIMARY KEY (run, row));
        CREATE TABLE IF NOT EXISTS skill_batch_vendor_batches (run text NOT NULL, key text NOT NULL, record text NOT NULL, PRIMARY KEY (run, key));
        DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'skill_batch_items'::regclass AND attname = 'claimed_at') THEN
                ALTER TABLE skill_batch_items ADD COLUMN claimed_at timestamptz;
            END IF;
        END $$;
        CREATE INDEX IF NOT EXISTS skill_batch_items_waiting ON skill_batch_items (run, row) WHERE state = 0;
        CREATE INDEX IF NOT EXISTS skill_batch_items_in_flight ON skill_batch_items (run, lease_until) WHERE state = 1;
        CREATE INDEX IF NOT EXISTS skill_batch_items_dead ON skill_batch_items (run, code) WHERE state = 3;
        """;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile bool _exist;

    public async ValueTask EnsureAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        if (_exist)
        {
            return;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_exist)
            {
                var command = source.CreateCommand(Create);
                await using (command.ConfigureAwait(false))
                {
                    await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                }

                _exist = true;
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();
}
