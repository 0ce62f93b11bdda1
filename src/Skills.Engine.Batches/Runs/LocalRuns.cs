namespace Skills.Engine.Batches.Runs;

/// <summary>The runs that this process works on. Thread-safe.</summary>
internal sealed class LocalRuns(TimeSpan drainTimeout, TimeProvider time) : IAsyncDisposable, IDisposable
{
    private readonly Dictionary<string, LocalRun> _runs = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private bool _disposed;

    /// <summary>Returns the work on a run; null when this process has none.</summary>
    public LocalRun? Find(string run)
    {
        lock (_gate)
        {
            return _runs.GetValueOrDefault(run);
        }
    }

    /// <summary>Adds work, in place of work that ended.</summary>
    /// <exception cref="BatchException">This process works on the run.</exception>
    public void Add(string run, LocalRun local)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(SkillBatches));
            if (_runs.TryGetValue(run, out var other) && !other.Task.IsCompleted)
            {
                throw new BatchException($"This process works on the run '{run}' already.");
            }

            _runs[run] = local;
        }
    }

    public async ValueTask DisposeAsync()
    {
        var runs = Close();
        await Task.WhenAll(runs.Select(r => r.StopAsync(drainTimeout, time))).ConfigureAwait(false);
        foreach (var run in runs)
        {
            await run.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Without waiting: what is under way is canceled, and counts as lost.
    public void Dispose()
    {
        foreach (var run in Close())
        {
            run.Abort();
        }
    }

    private List<LocalRun> Close()
    {
        lock (_gate)
        {
            _disposed = true;
            List<LocalRun> runs = [.. _runs.Values];
            _runs.Clear();
            return runs;
        }
    }
}
