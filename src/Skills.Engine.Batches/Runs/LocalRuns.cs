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

    /// <summary>Forgets work that ended, with its source.</summary>
    public void Forget(string run)
    {
        lock (_gate)
        {
            if (_runs.TryGetValue(run, out var local) && local.Task.IsCompleted)
            {
                _runs.Remove(run);
            }
        }
    }

    /// <summary>Finishes what is under way in every run, within the drain timeout.</summary>
    public Task DrainAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_runs.Values.Select(r => r.StopAsync(drainTimeout, time)).ToList());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await DrainAsync().ConfigureAwait(false);
        var runs = Close();
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
