using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Skills.Engine.Diagnostics;

/// <summary>One log's queue and the one reader that empties it.</summary>
internal sealed class SinkQueue : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    // The first loss is said at once, then each time as many again are lost.
    private const double LossesBetweenMessages = 2;

    private readonly IExecutionLog _log;
    private readonly ExecutionLogOptions _options;
    private readonly SkillInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<Item> _channel;
    private readonly CancellationTokenSource _end = new();
    private readonly Lazy<Task> _reader;
    private readonly string _name;
    private long _characters;
    private long _lost;
    private long _nextMessage = 1;
    private (Func<CancellationToken, ValueTask> Call, Task Task)? _underWay;

    public SinkQueue(IExecutionLog log, ExecutionLogOptions options, SkillInstruments instruments, TimeProvider time, ILogger logger)
    {
        _log = log;
        _options = options;
        _instruments = instruments;
        _time = time;
        _logger = logger;
        _name = log.GetType().Name;
        _channel = Channel.CreateBounded<Item>(new BoundedChannelOptions(options.QueueLength) { SingleReader = true });
        _reader = new(() => Task.Run(ReadAsync));
    }

    public void Write(ExecutionRecord record)
    {
        _ = _reader.Value;
        var size = ContentSize.Of(record);
        if (Interlocked.Add(ref _characters, size) > _options.QueueCharacters && size > 0)
        {
            Interlocked.Add(ref _characters, -size);
            Lose(1, "queue_full");
            return;
        }

        // Counted before it is written: the reader may take it away at once.
        _instruments.QueueChanged(_name, 1);
        if (!_channel.Writer.TryWrite(new(record, size)))
        {
            _instruments.QueueChanged(_name, -1);
            Interlocked.Add(ref _characters, -size);
            Lose(1, "queue_full");
        }
    }

    public void Write(SkillFeedback feedback)
    {
        _ = _reader.Value;
        _instruments.QueueChanged(_name, 1);
        if (!_channel.Writer.TryWrite(new(null, 0, feedback)))
        {
            _instruments.QueueChanged(_name, -1);
            Lose(1, "queue_full");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_channel.Writer.TryComplete())
        {
            return;
        }

        if (_reader.IsValueCreated)
        {
            _end.CancelAfter(_options.DrainTimeout);
            await _reader.Value.ConfigureAwait(false);
        }

        _end.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _channel.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            // A list of its own for each batch: a call that outlived its deadline may still read the one before.
            var batch = new List<ExecutionRecord>();
            var (size, feedback) = Take(batch);
            if (batch.Count > 0)
            {
                await HandOverAsync(batch.Count, token => _log.WriteBatchAsync(batch, token)).ConfigureAwait(false);
                Interlocked.Add(ref _characters, -size);
            }

            if (feedback is not null)
            {
                await HandOverAsync(1, token => _log.WriteFeedbackAsync(feedback, token)).ConfigureAwait(false);
            }
        }
    }

    // Records up to a full batch, or up to a piece of feedback, which comes after them.
    private (long Size, SkillFeedback? Feedback) Take(List<ExecutionRecord> batch)
    {
        long size = 0;
        while (batch.Count < _options.BatchSize && _channel.Reader.TryRead(out var item))
        {
            if (item.Record is not { } record)
            {
                return (size, item.Feedback);
            }

            size += item.Size;
            batch.Add(record);
        }

        return (size, null);
    }

    private async Task HandOverAsync(int count, Func<CancellationToken, ValueTask> call)
    {
        if (await TryUntilTakenAsync(count, call).ConfigureAwait(false))
        {
            _instruments.LogWritten(_name, count);
        }

        _instruments.QueueChanged(_name, -count);
    }

    private async Task<bool> TryUntilTakenAsync(int count, Func<CancellationToken, ValueTask> call)
    {
        var began = _time.GetTimestamp();
        for (var failures = 0; ; failures++)
        {
            if (_end.IsCancellationRequested)
            {
                Lose(count, "shutdown");
                return false;
            }

            var error = await TryAsync(call).ConfigureAwait(false);
            if (error is null)
            {
                if (failures > 0)
                {
                    _logger.SinkRecovered(_name);
                }

                return true;
            }

            if (failures == 0)
            {
                _logger.SinkFailed(_name, Describe(error), count + _channel.Reader.Count);
            }

            if (_time.GetElapsedTime(began) >= _options.RetryFor)
            {
                Lose(count, "failed");
                return false;
            }

            await PauseAsync(failures).ConfigureAwait(false);
        }
    }

    // A log is the host's own code: whatever it throws must not end the reader. A call that outlives its deadline is waited
    // for again and not made twice, since a log is promised one call at a time.
    private async Task<Exception?> TryAsync(Func<CancellationToken, ValueTask> call)
    {
        using var deadline = new CancellationTokenSource(_options.WriteTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _end.Token);
        try
        {
            if (_underWay is { } earlier)
            {
                await earlier.Task.WaitAsync(either.Token).ConfigureAwait(false);
                _underWay = null;
                if (ReferenceEquals(earlier.Call, call))
                {
                    return null;
                }
            }

            var task = Task.Run(() => call(either.Token).AsTask(), CancellationToken.None);
            _underWay = (call, task);
            await task.WaitAsync(either.Token).ConfigureAwait(false);
            _underWay = null;
            return null;
        }
        catch (Exception e)
        {
            if (_underWay is { Task.IsCompleted: true })
            {
                _underWay = null;
            }

            return e;
        }
    }

    private async Task PauseAsync(int failures)
    {
        var pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(failures, 16)));
        await Task.Delay(pause, _time, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Lose(int records, string reason)
    {
        _instruments.LogLost(_name, records, reason);
        var lost = Interlocked.Add(ref _lost, records);
        var next = Volatile.Read(ref _nextMessage);
        if (lost >= next && Interlocked.CompareExchange(ref _nextMessage, (long)(lost * LossesBetweenMessages), next) == next)
        {
            _logger.RecordsLost(_name, lost, reason);
        }
    }

    // Type and first line only: a database's message may go on with the row.
    private static string Describe(Exception error)
    {
        var end = error.Message.AsSpan().IndexOfAny('\r', '\n');
        return $"{error.GetType().Name}: {(end < 0 ? error.Message : error.Message[..end])}";
    }

    private readonly record struct Item(ExecutionRecord? Record, long Size, SkillFeedback? Feedback = null);
}
