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

    private readonly LearnedDifficultyEstimator _estimator;
    private readonly TimeSpan _every;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly BackgroundExchange? _background;
    private readonly Lock _gate = new();
    private Queue<ReadOnlyMemory<byte>> _unsent = new();
    private string? _position;

    public LearnedExchange(IEnumerable<ILearningLog> logs, LearnedDifficultyEstimator estimator, IOptions<SkillsEngineOptions> options, TimeProvider time, ILogger<LearnedExchange> logger)
    {
        _estimator = estimator;
        _every = options.Value.Routing.Learning.ShareEvery;
        _time = time;
        _logger = logger;
        if (logs.LastOrDefault() is { } log)
        {
            estimator.Learned = Add;
            _background = new(token => ExchangeAsync(log, token));
            _background.Start(_every, time);
        }
    }

    /// <summary>Sends what is left and stops.</summary>
    public ValueTask DisposeAsync() => _background?.DisposeAsync() ?? default;

    /// <summary>Stops without sending what is left, for hosts that dispose of their services without waiting.</summary>
    public void Dispose() => _background?.Dispose();

    // A failure is logged, and what was to be sent is kept.
    private async Task ExchangeAsync(ILearningLog log, CancellationToken cancellationToken)
    {
        var sending = Take();
        try
        {
            for (var (page, more) = (0, true); more && page < MostPages; page++)
            {
                var read = await log.ExchangeAsync(sending, _position, cancellationToken).WaitAsync(_every, _time, cancellationToken).ConfigureAwait(false);
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
