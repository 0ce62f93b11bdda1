using Microsoft.Extensions.Logging;
using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.VendorBatches;

/// <summary>Packs the model calls of a run into batches of their providers, asks for their states, and hands the results to the calls. Thread-safe.</summary>
internal sealed class VendorQueue : IAsyncDisposable
{
    private static readonly TimeSpan OnlineTimeout = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Spare = TimeSpan.FromHours(1);
    private static readonly TimeSpan EndLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SubmissionLimit = TimeSpan.FromSeconds(10);

    private readonly VendorBatchOptions _options;
    private readonly IReadOnlyDictionary<string, IModelBatchClient> _clients;
    private readonly VendorStore _store;
    private readonly StoreCalls _calls;
    private readonly TimeProvider _time;
    private readonly SteadyClock _clock;
    private readonly ILogger _logger;
    private readonly CallPool _pool;
    private readonly SemaphoreSlim _online;
    private readonly WakeSignal _wake = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationTokenSource _canceled = new();
    private readonly CancellationTokenSource _abandoning = new();
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _loop = Task.CompletedTask;
    private DateTimeOffset _stateAt;

    public VendorQueue(BatchRun run, IBatchStore store, StoreCalls calls, IReadOnlyDictionary<string, IModelBatchClient> clients, TimeProvider time, ILogger logger)
    {
        (_options, _clients, _calls, _time, _logger) = (run.Options.VendorBatches!, clients, calls, time, logger);
        _store = new(run.Id, store, clients, logger);
        _clock = new(time);
        _pool = new(_options, _clock);
        _online = new(run.Options.Parallelism);
    }

    /// <summary>The longest that one call may take, its online fallback included.</summary>
    public TimeSpan Longest => _options.OnlineAfter + Spare;

    /// <summary>The longest that an execution may take.</summary>
    public TimeSpan LongestExecution => Longest + Spare;

    /// <summary>Canceled when another process canceled the run.</summary>
    public CancellationToken Canceled => _canceled.Token;

    /// <summary>Starts to submit and to ask.</summary>
    public void Start() => _loop = Task.Run(RunAsync);

    /// <summary>Waits for the result of a call.</summary>
    public async Task<ParkedResult> ParkAsync(ModelRequest request, long row, CancellationToken cancellationToken)
    {
        if (!_clients.TryGetValue(request.Model.Provider, out var client))
        {
            return default;
        }

        // What an earlier process submitted must be known first, or it would be submitted again.
        await _loaded.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        var call = new ParkedCall(request, row, client, _clock.Now);
        _pool.Add(call);
        _wake.Set();
        try
        {
            var reply = await call.Done.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new(reply, null, call.MaybeBilled);
        }
        catch (ModelException error)
        {
            return new(null, error, call.MaybeBilled);
        }
        finally
        {
            _pool.Remove(call);
        }
    }

    /// <summary>Asks a call online, a few at a time.</summary>
    public async Task<ModelReply> AskOnlineAsync(ModelRequest request, IModelClient client, CancellationToken cancellationToken)
    {
        await _online.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await client.InvokeAsync(request with { Deadlines = request.Deadlines with { Total = OnlineTimeout } }, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _online.Release();
        }
    }

    /// <summary>Ends the queue. Batches at providers go on, unless the run was canceled.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _loop.WaitAsync(SubmissionLimit, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _abandoning.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var limit = new CancellationTokenSource(EndLimit, _time);
        try
        {
            await _store.EndAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            VendorLog.QueueFailed(_logger, e);
        }

        _ending.Dispose();
        _abandoning.Dispose();
        _canceled.Dispose();
        _online.Dispose();
    }

    private async Task RunAsync()
    {
        var ending = _ending.Token;
        if (!await LoadAsync(ending).ConfigureAwait(false))
        {
            return;
        }

        while (!ending.IsCancellationRequested)
        {
            try
            {
                await StepAsync(ending).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OutOfMemoryException && !ending.IsCancellationRequested)
            {
                VendorLog.QueueFailed(_logger, e);
            }

            await _wake.WaitAsync(Pause, _time, ending).ConfigureAwait(false);
        }
    }

    // Records that cannot be read fail the calls: without them, a call could be submitted twice.
    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await NoteOthersAsync(cancellationToken).ConfigureAwait(false);
            _loaded.SetResult();
            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            VendorLog.QueueFailed(_logger, e);
            _loaded.SetException(e);
            return false;
        }
    }

    private TimeSpan Pause => _options.FillFor > TimeSpan.Zero && _options.FillFor < _options.PollEvery ? _options.FillFor : _options.PollEvery;

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        if (await IsCanceledAsync(cancellationToken).ConfigureAwait(false))
        {
            await _canceled.CancelAsync().ConfigureAwait(false);
            return;
        }

        _pool.ReleaseLate();
        while (!cancellationToken.IsCancellationRequested && _pool.TakePack() is { } pack)
        {
            // A worker that was lost or drained since the last look may have submitted these items.
            await NoteOthersAsync(cancellationToken).ConfigureAwait(false);
            if (_pool.Unknown(pack) is { Count: > 0 } unknown)
            {
                // Ended in the middle, a submission would leave a batch that nobody knows.
                await SubmitAsync(unknown, _abandoning.Token).ConfigureAwait(false);
            }
        }

        foreach (var (batch, calls) in _pool.Due())
        {
            await ReadAsync(batch, calls, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task NoteOthersAsync(CancellationToken cancellationToken) =>
        _pool.Load(await _calls.RunAsync(_store.ReadAsync, cancellationToken).ConfigureAwait(false), _clients);

    private async ValueTask<bool> IsCanceledAsync(CancellationToken cancellationToken)
    {
        if (_clock.Now < _stateAt)
        {
            return false;
        }

        _stateAt = _clock.Now + _options.PollEvery;
        return await _calls.RunAsync(_store.StateAsync, cancellationToken).ConfigureAwait(false) == BatchRunState.Canceled;
    }

    // What is about to be submitted is stored first: if this process ends meanwhile, the next one knows that it may be billed.
    private async Task SubmitAsync(List<ParkedCall> pack, CancellationToken cancellationToken)
    {
        var client = pack[0].Client;
        var record = new VendorBatchRecord(Guid.CreateVersion7(_time.GetUtcNow()).ToString("n"), client.Provider, [.. pack.Select(static c => c.Id)], null);
        await _calls.RunAsync(token => _store.SaveAsync(record, token), cancellationToken).ConfigureAwait(false);
        pack.ForEach(static c => c.Submissions++);
        try
        {
            var batch = await client.SubmitAsync([.. pack.Select(static c => new ModelBatchItem(c.Id, c.Request))], cancellationToken).ConfigureAwait(false);
            record = record with { Batch = batch };
        }
        catch (Exception e) when (e is ModelException or ArgumentException)
        {
            await RefusedAsync(record, pack, e as ModelException, cancellationToken).ConfigureAwait(false);
            return;
        }

        // Before anything else, also when the run ends now: the batch exists and is billed.
        await _calls.RunAsync(token => _store.SaveAsync(record, token), CancellationToken.None).ConfigureAwait(false);
        _pool.Opened(record, pack);
        VendorLog.Submitted(_logger, record.Batch.Id, pack.Count, pack[0].Request.Model.Id, client.Provider);
    }

    private async Task RefusedAsync(VendorBatchRecord record, List<ParkedCall> pack, ModelException? error, CancellationToken cancellationToken)
    {
        VendorLog.NotSubmitted(_logger, pack.Count, record.Provider, error?.Kind ?? ModelErrorKind.InvalidRequest);
        var isRefused = error is null or { Status: >= System.Net.HttpStatusCode.BadRequest and < System.Net.HttpStatusCode.InternalServerError };
        if (isRefused)
        {
            await _calls.RunAsync(token => _store.RemoveAsync(record.Key, token), cancellationToken).ConfigureAwait(false);
        }

        if (error is { Kind: ModelErrorKind.RateLimit or ModelErrorKind.Overloaded or ModelErrorKind.ServerError or ModelErrorKind.Network or ModelErrorKind.Timeout or ModelErrorKind.Truncated or ModelErrorKind.Malformed })
        {
            _pool.Return(pack, error.RetryAfter ?? _options.PollEvery, maybeBilled: !isRefused);
            return;
        }

        // What is wrong with the key or the requests, a single call says better.
        pack.ForEach(static c => c.GoOnline());
    }

    private async Task ReadAsync(OpenBatch open, Dictionary<string, ParkedCall> calls, CancellationToken cancellationToken)
    {
        try
        {
            open.Batch = await open.Client.GetAsync(open.Batch, cancellationToken).ConfigureAwait(false);
            if (!open.Batch.HasEnded)
            {
                return;
            }

            var requests = calls.ToDictionary(static c => c.Key, static c => c.Value.Request, StringComparer.Ordinal);
            await foreach (var result in open.Client.ResultsAsync(open.Batch, requests, cancellationToken).ConfigureAwait(false))
            {
                _pool.Take(open, calls[result.Id], result);
            }

            if (_pool.WasRead(open))
            {
                await _calls.RunAsync(token => _store.RemoveAsync(open.Record.Key, token), cancellationToken).ConfigureAwait(false);
            }

            _wake.Set();
        }
        catch (ModelException e)
        {
            VendorLog.ReadFailed(_logger, open.Batch.Id, open.Client.Provider, e.Kind);
            if (_pool.GivesUp(open, e.Kind))
            {
                VendorLog.Lost(_logger, open.Batch.Id, open.Client.Provider, calls.Count);
                await _calls.RunAsync(token => _store.RemoveAsync(open.Record.Key, token), cancellationToken).ConfigureAwait(false);
                _wake.Set();
            }
        }
    }
}
