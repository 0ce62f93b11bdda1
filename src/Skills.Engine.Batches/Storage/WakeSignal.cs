namespace Skills.Engine.Batches.Storage;

/// <summary>Ends a wait early. Thread-safe.</summary>
internal sealed class WakeSignal
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isSet;

    /// <summary>Ends the wait, or the next one if there is none.</summary>
    public void Set()
    {
        lock (_gate)
        {
            _isSet = true;
            _next.TrySetResult();
        }
    }

    /// <summary>Waits for the signal, but not longer than a time.</summary>
    public async Task WaitAsync(TimeSpan most, TimeProvider time, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var signal = Next();
        await Task.WhenAny(signal, Task.Delay(most, time, ended.Token)).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        lock (_gate)
        {
            if (_isSet)
            {
                _isSet = false;
                _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private Task Next()
    {
        lock (_gate)
        {
            return _next.Task;
        }
    }
}
