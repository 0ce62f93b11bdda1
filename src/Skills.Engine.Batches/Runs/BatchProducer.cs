using System.Text.Json;
using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.Runs;

/// <summary>Reads the source into the store, no further ahead than the policy allows. What an earlier process read is compared and skipped.</summary>
internal sealed class BatchProducer(BatchWork work, Skill skill, BatchSource source, int maxItemBytes)
{
    private const int ItemsAtATime = 500;
    private const int MaxIdLength = 200;

    private static readonly TimeSpan LooksEvery = TimeSpan.FromMilliseconds(50);

    private readonly List<QueuedItem> _items = [];
    private SourcePosition _stored = null!;

    /// <summary>Reads to the end of the source.</summary>
    /// <exception cref="BatchSourceException">The source cannot be read, or changed.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _stored = await work.Calls.RunAsync(token => work.Store.PositionAsync(work.Run.Id, token), cancellationToken).ConfigureAwait(false);
        if (_stored.IsDone)
        {
            return;
        }

        using var mark = new SourceMark();
        var skipped = _stored;
        var row = 0L;
        await foreach (var item in source.ReadAsync(new(skill, maxItemBytes), cancellationToken).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            row++;
            var inputs = Text(item, row);
            mark.Add(inputs, item.Id);
            if (row == skipped.Read && mark.Current(row) != skipped.Mark)
            {
                throw Changed(row);
            }

            if (row > skipped.Read)
            {
                _items.Add(new(row, item.Id, inputs));
                await FlushAsync(mark, row, ItemsAtATime, isDone: false, cancellationToken).ConfigureAwait(false);
            }
        }

        if (row < skipped.Read)
        {
            throw Changed(row);
        }

        await FlushAsync(mark, row, most: 1, isDone: true, cancellationToken).ConfigureAwait(false);
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

    private async ValueTask FlushAsync(SourceMark mark, long row, int most, bool isDone, CancellationToken cancellationToken)
    {
        var chunk = Math.Min(most, work.Run.Options.MaxPending);
        if (!isDone && _items.Count < chunk)
        {
            return;
        }

        await WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
        var after = new SourcePosition(row, mark.Current(row), isDone);
        QueuedItem[] items = [.. _items];
        await work.Calls.RunAsync(token => work.Store.AppendAsync(work.Run.Id, _stored, items, after, token), cancellationToken).ConfigureAwait(false);
        _stored = after;
        _items.Clear();
        work.Wake.Set();
    }

    // Items of other processes count too, so the store is asked.
    private async Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        while (_items.Count > 0)
        {
            var counts = await work.Calls.RunAsync(token => work.Store.CountAsync(work.Run.Id, token), cancellationToken).ConfigureAwait(false);
            if (counts!.Pending + counts.InFlight + _items.Count <= work.Run.Options.MaxPending || counts.Pending + counts.InFlight == 0)
            {
                return;
            }

            await Task.Delay(LooksEvery, work.Time, cancellationToken).ConfigureAwait(false);
        }
    }
}
