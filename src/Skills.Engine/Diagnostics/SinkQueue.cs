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
        var size = record.HasContent ? SizeOf(record.Result) : 0;
        if (Interlocked.Add(ref _characters, size) > _options.QueueCharacters && size > 0)
        {
            Interlocked.Add(ref _characters, -size);
            Lose(1, "queue_full");
            return;
        }

        // Counted before it is written: the reader may take it away at once.
        _instruments.QueueChanged(_name, 1);
        if (!_channel.Writer.TryWrite(new(record, size, null)))
        {
            _instruments.QueueChanged(_name, -1);
            Interlocked.Add(ref _characters, -size);
            Lose(1, "queue_full");
        }
    }

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        _ = _reader.Value;
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _channel.Writer.WriteAsync(new(null, 0, reached), cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            return;
        }

        await reached.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
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
        var batch = new List<ExecutionRecord>(_options.BatchSize);
        var flushes = new List<TaskCompletionSource>();

        while (await _channel.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            long size = 0;
            while (batch.Count < _options.BatchSize && _channel.Reader.TryRead(out var item))
            {
                size += item.Size;
                if (item.Record is { } record)
                {
                    batch.Add(record);
                }
                else if (item.Reached is { } reached)
                {
                    flushes.Add(reached);
                    break;
                }
            }

            await HandOverAsync(batch).ConfigureAwait(false);
            Interlocked.Add(ref _characters, -size);
            _instruments.QueueChanged(_name, -batch.Count);
            batch.Clear();
            flushes.ForEach(static f => f.TrySetResult());
            flushes.Clear();
        }
    }

    private async Task HandOverAsync(List<ExecutionRecord> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        var began = _time.GetTimestamp();
        for (var failures = 0; ; failures++)
        {
            if (_end.IsCancellationRequested)
            {
                Lose(batch.Count, "shutdown");
                return;
            }

            var error = await TryWriteAsync(batch).ConfigureAwait(false);
            if (error is null)
            {
                if (failures > 0)
                {
                    _logger.SinkRecovered(_name);
                }

                _instruments.LogWritten(_name, batch.Count);
                return;
            }

            if (failures == 0)
            {
                _logger.SinkFailed(_name, Describe(error), batch.Count + _channel.Reader.Count);
            }

            if (_time.GetElapsedTime(began) >= _options.RetryFor)
            {
                Lose(batch.Count, "failed");
                return;
            }

            await PauseAsync(failures).ConfigureAwait(false);
        }
    }

    // A log is the host's own code: whatever it throws must not end the reader.
    private async Task<Exception?> TryWriteAsync(List<ExecutionRecord> batch)
    {
        using var deadline = new CancellationTokenSource(_options.WriteTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _end.Token);
        try
        {
            await _log.WriteBatchAsync(batch, either.Token).AsTask().WaitAsync(either.Token).ConfigureAwait(false);
            return null;
        }
        catch (Exception e)
        {
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

    private static long SizeOf(SkillResult result) =>
        (result.RenderedPrompt?.Length ?? 0)
        + result.Messages.Sum(static m => (long)m.Text.Length + m.Media.Sum(static x => x.Url.Length))
        + (result.RawOutput?.Length ?? 0)
        + SizeOf(result.Inputs)
        + SizeOf(result.Outputs);

    private static long SizeOf(System.Text.Json.JsonElement? value) =>
        value is { ValueKind: not System.Text.Json.JsonValueKind.Undefined } element ? System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(element).Length : 0;

    private readonly record struct Item(ExecutionRecord? Record, long Size, TaskCompletionSource? Reached);
}
