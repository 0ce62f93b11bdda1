using Microsoft.Data.Sqlite;

namespace Skills.Engine.Batches.Journal;

/// <summary>The SQLite file of a journal: one connection, one transaction at a time. Thread-safe.</summary>
internal sealed class JournalFile : IDisposable
{
    private const int BusySeconds = 30;

    private readonly Lock _gate = new();
    private readonly string _connectionString;
    private SqliteConnection? _connection;
    private bool _disposed;

    public JournalFile(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        _connectionString = new SqliteConnectionStringBuilder { DataSource = Path, Pooling = false, DefaultTimeout = BusySeconds }.ToString();
    }

    /// <summary>Gets the full path.</summary>
    public string Path { get; }

    /// <summary>Runs one transaction.</summary>
    public T Run<T>(Func<JournalTransaction, T> work)
    {
        lock (_gate)
        {
            // An immediate transaction: one that reads first could not become a writer while another process writes.
            using var transaction = Open().BeginTransaction(deferred: false);
            var result = work(new(transaction));
            transaction.Commit();
            return result;
        }
    }

    /// <inheritdoc cref="Run{T}(Func{JournalTransaction, T})"/>
    public void Run(Action<JournalTransaction> work) => Run(transaction =>
    {
        work(transaction);
        return 0;
    });

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _connection?.Dispose();
            _connection = null;
        }
    }

    private SqliteConnection Open()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_connection is { } open)
        {
            return open;
        }

        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            JournalTables.Ensure(connection, Path);
        }
        catch (Exception e)
        {
            connection.Dispose();
            throw e is SqliteException ? new BatchException($"The journal '{System.IO.Path.GetFileName(Path)}' cannot be opened. Name a file that is a journal of batch runs, or one that does not exist.", e) : e;
        }

        return _connection = connection;
    }
}
