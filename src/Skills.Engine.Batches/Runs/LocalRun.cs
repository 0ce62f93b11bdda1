using Microsoft.Extensions.Logging;
using Skills.Engine.Batches.Storage;
using Skills.Engine.Batches.VendorBatches;

namespace Skills.Engine.Batches.Runs;

/// <summary>The part of a run that this process does: reading the source and working on items.</summary>
internal sealed class LocalRun : IAsyncDisposable
{
    private readonly BatchWork _work;
    private readonly ILogger _logger;
    private readonly IAsyncDisposable? _hold;
    private readonly VendorQueue? _vendor;
    private readonly CancellationTokenSource _drain = new();
    private readonly CancellationTokenSource _abort = new();
    private Task _task = Task.CompletedTask;

    public LocalRun(BatchWork work, VendorQueue? vendor, IAsyncDisposable? hold, ILogger logger) => (_work, _vendor, _hold, _logger) = (work, vendor, hold, logger);

    /// <summary>Gets the source, so that a paused run can go on with it; null when this process has none or has read it to its end.</summary>
    public BatchSource? Source { get; set; }

    /// <summary>Gets the work of this process; it ends when the run does, is drained or aborted.</summary>
    public Task Task => _task;

    /// <summary>Starts the work.</summary>
    /// <param name="producer">Reads the source; null when this process does not.</param>
    /// <param name="worker">Works on items; null when this process does not.</param>
    public void Start(BatchProducer? producer, BatchWorker? worker) => _task = Task.Run(() => RunAsync(producer, worker));

    /// <summary>Starts no further item. What is under way is finished.</summary>
    public void Drain() => _drain.Cancel();

    /// <summary>Cancels what is under way.</summary>
    public void Abort()
    {
        _drain.Cancel();
        _abort.Cancel();
    }

    /// <summary>Ends the work within a time: drains, and aborts what takes longer.</summary>
    public async Task StopAsync(TimeSpan limit, TimeProvider time)
    {
        Drain();
        await _task.WaitAsync(limit, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Abort();
        await _task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        Abort();
        await _task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _drain.Dispose();
        _abort.Dispose();
    }

    private async Task RunAsync(BatchProducer? producer, BatchWorker? worker)
    {
        BatchLog.Started(_logger, _work.Worker, _work.Run.Id, _work.Run.Skill);
        using var deadline = new CancellationTokenSource();
        _vendor?.Start();
        try
        {
            var reading = producer is null ? Task.CompletedTask : ReadAsync(producer);
            var waiting = WatchDeadlineAsync(deadline.Token);
            await (worker?.RunAsync(_drain.Token, _abort.Token) ?? reading).ConfigureAwait(false);
            await deadline.CancelAsync().ConfigureAwait(false);
            Drain();
            await Task.WhenAll([reading, waiting]).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            BatchLog.Failed(_logger, e, _work.Worker, _work.Run.Id);
            throw;
        }
        finally
        {
            // A worker that failed must not leave the source being read.
            Drain();
            if (_vendor is not null)
            {
                await _vendor.DisposeAsync().ConfigureAwait(false);
            }

            if (_hold is not null)
            {
                await _hold.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task ReadAsync(BatchProducer producer)
    {
        try
        {
            await producer.RunAsync(_drain.Token).ConfigureAwait(false);
            Source = null;
        }
        catch (OperationCanceledException) when (_drain.IsCancellationRequested)
        {
            // The next process reads on.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            var message = e is BatchSourceException ? e.Message : $"The source failed with {e.GetType().Name}.";
            BatchLog.Failed(_logger, e, _work.Worker, _work.Run.Id);
            await StopAsync(BatchStopReason.Source, message).ConfigureAwait(false);
        }
    }

    private async Task WatchDeadlineAsync(CancellationToken cancellationToken)
    {
        if (_work.Run.Options.Deadline is not { } deadline)
        {
            return;
        }

        try
        {
            while (deadline - _work.Time.GetUtcNow() is { } left && left > TimeSpan.Zero)
            {
                await Task.Delay(left < TimeSpan.FromHours(1) ? left : TimeSpan.FromHours(1), _work.Time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }

        await StopAsync(BatchStopReason.Deadline, "The deadline passed. Resume the run with a later one.").ConfigureAwait(false);
        Abort();
    }

    private async Task StopAsync(BatchStopReason reason, string message) => await _work.Calls.RunAsync(
        token => _work.Store.MoveAsync(_work.Run.Id, [BatchRunState.Running], new(BatchRunState.Stopped, reason, message), token), CancellationToken.None).ConfigureAwait(false);
}
