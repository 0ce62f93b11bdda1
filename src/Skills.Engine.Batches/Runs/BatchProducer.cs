using System.Text.Json;
using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.Runs;

/// <summary>Reads the source into the store, no further ahead than the policy allows. What was read before is compared and skipped.</summary>
internal sealed class BatchProducer(BatchWork work, Skill skill, BatchSource source, int maxItemBytes)
{
    private const int ItemsAtATime = 500;
    private const int MaxIdLength = 200;

    private static readonly TimeSpan RoomEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LooksEvery = TimeSpan.FromSeconds(2);

    private readonly List<QueuedItem> _items = [];
    private SourcePosition _stored = null!;

    /// <summary>Reads to the end of the source, and again if the store lost what it was given last.</summary>
    /// <exception cref="BatchSourceException">The source cannot be read, or changed.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        do
        {
            while (!await ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                // The store came back with an older position.
            }
        }
        while (await WasForgottenAsync(cancellationToken).ConfigureAwait(false));
    }

    private Task<SourcePosition> PositionAsync(CancellationToken cancellationToken) =>
        work.Calls.RunAsync(token => work.Store.PositionAsync(work.Run.Id, token), cancellationToken);

    private async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        _items.Clear();
        _stored = await PositionAsync(cancellationToken).ConfigureAwait(false);
        if (_stored.IsDone)
        {
            return true;
        }

        using var mark = new SourceMark();
        var row = 0L;
        await foreach (var item in source.ReadAsync(new(skill, maxItemBytes), cancellationToken).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            row++;
            var inputs = Text(item, row);
            mark.Add(inputs, item.Id);
            if (row == _stored.Read && mark.Current(row) != _stored.Mark)
            {
                throw Changed(row);
            }

            if (row > _stored.Read)
            {
                _items.Add(new(row, item.Id, inputs));
                if (_items.Count >= Math.Min(ItemsAtATime, work.Run.Options.MaxPending) && !await FlushAsync(new(row, mark.Current(row), IsDone: false), cancellationToken).ConfigureAwait(false))
                {
                    return false;
                }
            }
        }

        return row < _stored.Read
            ? throw Changed(row)
            : await FlushAsync(new(row, mark.Current(row), IsDone: true), cancellationToken).ConfigureAwait(false);
    }

    private static BatchSourceException Changed(long row) =>
        new($"The source changed since the run began: the first {row} items are not those that were read before. Give it back its content, or start a new run.");

    private string Text(BatchItem item, long row)
    {
        if (item.Inputs.ValueKind != JsonValueKind.Object)
        {
            throw new BatchSourceException($"Item {row} of the source is not an object.");
        }

        if (item.Id is { Length: > MaxIdLength })
        {
            throw new BatchSourceException($"The id of item {row} has more than {MaxIdLength} characters.");
        }

        var text = item.Inputs.GetRawText();
        return text.Length <= maxItemBytes ? text : throw new BatchSourceException($"Item {row} of the source is longer than {maxItemBytes} characters. Raise SkillsEngine:MaxInputBytes.");
    }

    // Another process may read the same source, and be ahead: its items are skipped. A position further back means that the store
    // lost its last writes.
    private async ValueTask<bool> FlushAsync(SourcePosition after, CancellationToken cancellationToken)
    {
        await WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
        QueuedItem[] items = [.. _items];
        var before = _stored;
        var now = await work.Calls.RunAsync(token => work.Store.AppendAsync(work.Run.Id, before, items, after, token), cancellationToken).ConfigureAwait(false);
        _stored = now;
        _items.Clear();
        work.Wake.Set();
        return now.Read >= after.Read && (now.IsDone || !after.IsDone);
    }

    // Items of other processes count too, so the store is asked.
    private async Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        while (_items.Count > 0)
        {
            var counts = await work.Calls.RunAsync(token => work.Store.CountAsync(work.Run.Id, token), cancellationToken).ConfigureAwait(false);
            var waiting = counts is null ? 0 : counts.Pending + counts.InFlight;
            if (waiting == 0 || waiting + _items.Count <= work.Run.Options.MaxPending)
            {
                return;
            }

            await Task.Delay(RoomEvery, work.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    // A server that crashes may lose its last second, in which the end of the source was stored.
    private async Task<bool> WasForgottenAsync(CancellationToken cancellationToken)
    {
        while (work.Store.Lease is not null)
        {
            await Task.Delay(LooksEvery, work.Time, cancellationToken).ConfigureAwait(false);
            var run = await work.Calls.RunAsync(token => work.Store.FindAsync(work.Run.Id, token), cancellationToken).ConfigureAwait(false);
            if (run is not { State: BatchRunState.Running })
            {
                return false;
            }

            if (!(await PositionAsync(cancellationToken).ConfigureAwait(false)).IsDone)
            {
                return true;
            }
        }

        return false;
    }
}
