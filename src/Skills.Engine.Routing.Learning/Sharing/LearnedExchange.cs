using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Skills.Engine.Routing.Learning.Sharing;

/// <summary>Shares what is learned of difficulty with other processes, in the background. Does nothing without an <see cref="ILearningLog"/>.</summary>
internal sealed class LearnedExchange : IAsyncDisposable, IDisposable
{
    // Some megabytes at most while the log cannot be reached; the oldest are dropped then.
    private const int MostUnsent = 1000;

    // A process that starts reads everything that is kept, a page at a time.
    private const int MostPages = 1000;

    private readonly ILearningLog? _log;
    private readonly LearnedDifficultyEstimator _estimator;
    private readonly TimeSpan _every;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer? _timer;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private Queue<ReadOnlyMemory<byte>> _unsent = new();
    private string? _position;
    private int _running;
    private int _disposed;
    private Task _last = Task.CompletedTask;

    public LearnedExchange(IEnumerable<ILearningLog> logs, LearnedDifficultyEstimator estimator, IOptions<SkillsEngineOptions> options, TimeProvider time, ILogger<LearnedExchange> logger)
    {
        _log = logs.LastOrDefault();
        _estimator = estimator;
        _every = options.Value.Routing.Learning.ShareEvery;
        _time = time;
        _logger = logger;
        if (_log is not null)
        {
            estimator.Learned = Add;
            _timer = time.CreateTimer(static e => ((LearnedExchange)e!).Tick(), this, TimeSpan.Zero, _every);
        }
    }

    /// <summary>Exchanges once. A failure is logged, and what was to be sent is kept.</summary>
    public async Task ExchangeAsync(CancellationToken cancellationToken)
    {
        if (_log is null || Interlocked.Exchange(ref _running, 1) != 0)
        {
            return;
        }

        var sending = Take();
        try
        {
            for (var (page, more) = (0, true); more && page < MostPages; page++)
            {
                var read = await _log.ExchangeAsync(sending, _position, cancellationToken).WaitAsync(_every, _time, cancellationToken).ConfigureAwait(false);
                sending = [];
                foreach (var record in read.Records)
                {
                    _estimator.Take(record);
                }

                (_position, more) = (read.Position ?? _position, read.HasMore);
            }
        }
        catch (Exception e)
        {
            // Sent or not is unknown after a timeout; learning twice teaches little wrong, losing teaches nothing.
            PutBack(sending);
            if (!cancellationToken.IsCancellationRequested)
            {
                LearnedLog.ExchangeFailed(_logger, e);
            }
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    /// <summary>Sends what is left and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        if (_timer is not null)
        {
            await _timer.DisposeAsync().ConfigureAwait(false);
        }

        await _last.ConfigureAwait(false);
        await ExchangeAsync(CancellationToken.None).ConfigureAwait(false);
        await _stopping.CancelAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    /// <summary>Stops without sending what is left, for hosts that dispose of their services without waiting.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _timer?.Dispose();
            _stopping.Cancel();
            _stopping.Dispose();
        }
    }

    private void Tick()
    {
        if (Volatile.Read(ref _disposed) == 0)
        {
            _last = ExchangeAsync(_stopping.Token);
        }
    }

    private void Add(LearnedRecord record)
    {
        lock (_gate)
        {
            _unsent.Enqueue(record.ToBytes());
            Bound();
        }
    }

    private List<ReadOnlyMemory<byte>> Take()
    {
        lock (_gate)
        {
            List<ReadOnlyMemory<byte>> taken = [.. _unsent];
            _unsent.Clear();
            return taken;
        }
    }

    private void PutBack(IReadOnlyList<ReadOnlyMemory<byte>> unsent)
    {
        lock (_gate)
        {
            _unsent = new(unsent.Concat(_unsent));
            Bound();
        }
    }

    private void Bound()
    {
        while (_unsent.Count > MostUnsent)
        {
            _unsent.Dequeue();
        }
    }
}
