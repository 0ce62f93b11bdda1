using Skills.Engine.Batches.Replays;
using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.Journal;

/// <summary>Execution ids in a SQLite file, for the processes of one machine. SQLite is synchronous, so calls run on the caller's thread.</summary>
internal sealed class SqliteReplayStore(string path, TimeProvider time) : IReplayStore, IDisposable
{
    private readonly JournalFile _file = new(path);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    // A row that expired is as none: its lease ended or its result was kept long enough.
    public ValueTask<ReplayEntry> ClaimAsync(string key, string owner, string fingerprint, TimeSpan lease, CancellationToken cancellationToken) => new(_file.Run(t =>
    {
        if (t.Query("SELECT fingerprint, result FROM skill_replays WHERE key = $key AND expires_at >= $now", static r => new ReplayEntry(false, r.GetString(0), StoreRows.Text(r, 1)), ("$key", key), ("$now", Now)) is [var known])
        {
            return known;
        }

        t.Execute(
            "INSERT INTO skill_replays (key, owner, fingerprint, result, expires_at) VALUES ($key, $owner, $fingerprint, NULL, $expires) ON CONFLICT (key) DO UPDATE SET owner = $owner, fingerprint = $fingerprint, result = NULL, expires_at = $expires",
            ("$key", key), ("$owner", owner), ("$fingerprint", fingerprint), ("$expires", After(lease)));
        return new ReplayEntry(true, fingerprint, null);
    }));

    public ValueTask<bool> RenewAsync(string key, string owner, TimeSpan lease, CancellationToken cancellationToken) => new(_file.Run(t =>
        t.Execute("UPDATE skill_replays SET expires_at = $expires WHERE key = $key AND owner = $owner AND result IS NULL", ("$expires", After(lease)), ("$key", key), ("$owner", owner)) == 1));

    public ValueTask CompleteAsync(string key, string owner, string fingerprint, string result, TimeSpan keepFor, CancellationToken cancellationToken) => Run(t =>
    {
        t.Execute(
            """
            INSERT INTO skill_replays (key, fingerprint, result, expires_at) VALUES ($key, $fingerprint, $result, $expires)
            ON CONFLICT (key) DO UPDATE SET owner = NULL, fingerprint = $fingerprint, result = $result, expires_at = $expires WHERE result IS NULL
            """,
            ("$key", key), ("$fingerprint", fingerprint), ("$result", result), ("$expires", After(keepFor)));
        t.Execute("DELETE FROM skill_replays WHERE key IN (SELECT key FROM skill_replays WHERE expires_at < $old LIMIT 100)", ("$old", After(TimeSpan.FromHours(-1))));
    });

    public ValueTask ReleaseAsync(string key, string owner, CancellationToken cancellationToken) =>
        Run(t => t.Execute("DELETE FROM skill_replays WHERE key = $key AND owner = $owner AND result IS NULL", ("$key", key), ("$owner", owner)));

    public void Dispose() => _file.Dispose();

    private long After(TimeSpan span) => (time.GetUtcNow() + span).ToUnixTimeMilliseconds();

    private ValueTask Run(Action<JournalTransaction> work)
    {
        _file.Run(work);
        return ValueTask.CompletedTask;
    }
}
