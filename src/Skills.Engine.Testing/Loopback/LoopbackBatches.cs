using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Skills.Engine.Testing.Loopback;

namespace Skills.Engine.Testing;

/// <summary>The batches of the loopback server, and the faults that a test asks for. Thread-safe.</summary>
public sealed class LoopbackBatches
{
    private readonly ConcurrentDictionary<string, LoopbackBatch> _batches = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _files = new(StringComparer.Ordinal);
    private int _ids;
    private int _lost;

    /// <summary>Gets or sets how many questions for its state a batch answers with "in progress" before it ends. Default 0.</summary>
    public int PollsBeforeEnd { get; set; }

    /// <summary>Gets or sets whether results come in another order than the items. Default true, as vendors warn.</summary>
    public bool OutOfOrder { get; set; } = true;

    /// <summary>Gets or sets the fate of an item, by its number in its batch from 0. Default: all are answered.</summary>
    public Func<LoopbackBatch, int, LoopbackItemFate> FateOf { get; set; } = static (_, _) => LoopbackItemFate.Answered;

    /// <summary>Gets the batches so far, in the order of their submission.</summary>
    public IReadOnlyList<LoopbackBatch> All => [.. _batches.Values.OrderBy(static b => b.Number)];

    /// <summary>Makes the next batches unknown to the server after it accepted them.</summary>
    /// <param name="count">How many.</param>
    public void LoseNext(int count = 1) => Interlocked.Add(ref _lost, count);

    /// <summary>Lets every batch end at the next question for its state.</summary>
    public void EndAll()
    {
        foreach (var batch in _batches.Values)
        {
            lock (batch)
            {
                batch.Polls = 0;
            }
        }
    }

    internal (int Status, string Body) Answer(RecordedRequest request, Func<LoopbackApi, JsonElement, string, (int Status, string Body)> single)
    {
        var path = request.Target.Split('?')[0];
        if (request.Method == "POST" && path.EndsWith("/v1/files", StringComparison.Ordinal))
        {
            var file = "file-" + Next();
            _files[file] = OpenAIBatchLoopback.FileOf(request);
            return (200, $$"""{"id":"{{file}}","object":"file","purpose":"batch"}""");
        }

        if (request.Method == "GET" && path.Contains("/v1/files/", StringComparison.Ordinal))
        {
            return _files.TryGetValue(path.Split('/')[^2], out var content) ? (200, content) : NotFound;
        }

        IBatchLoopback wire = request.Api switch
        {
            LoopbackApi.OpenAIBatch => new OpenAIBatchLoopback(_files),
            LoopbackApi.AnthropicBatch => new AnthropicBatchLoopback(),
            _ => new GoogleBatchLoopback(),
        };
        return wire.IsSubmission(request.Method, path) ? Submit(wire, request, single) : Ask(wire, request.Method, path);
    }

    private static (int Status, string Body) NotFound => (404, """{"type":"error","error":{"type":"not_found_error","code":404,"status":"NOT_FOUND","message":"There is no such batch."}}""");

    private string Next() => Interlocked.Increment(ref _ids).ToString("D6", CultureInfo.InvariantCulture);

    private (int Status, string Body) Submit(IBatchLoopback wire, RecordedRequest request, Func<LoopbackApi, JsonElement, string, (int Status, string Body)> single)
    {
        var number = Interlocked.Increment(ref _ids);
        var items = wire.ItemsOf(request);
        if (items.Select(static i => i.Id).Distinct(StringComparer.Ordinal).Count() != items.Count)
        {
            return (400, """{"type":"error","error":{"type":"invalid_request_error","code":"duplicate_custom_id","status":"INVALID_ARGUMENT","message":"custom_id must be unique."}}""");
        }

        var batch = new LoopbackBatch("batch-" + number.ToString("D6", CultureInfo.InvariantCulture), number, wire.Api, items) { Polls = PollsBeforeEnd };
        batch.Single = item => single(item.Api, item.Body, item.Model);
        batch.IsLost = Interlocked.Decrement(ref _lost) >= 0;
        if (!batch.IsLost)
        {
            Interlocked.Increment(ref _lost);
        }

        _batches[batch.Id] = batch;
        return (200, wire.Describe(batch, this));
    }

    private (int Status, string Body) Ask(IBatchLoopback wire, string method, string path)
    {
        var id = path.Split('/', ':').FirstOrDefault(static p => p.StartsWith("batch-", StringComparison.Ordinal)) ?? "";
        if (!_batches.TryGetValue(id, out var batch) || batch.IsLost)
        {
            return NotFound;
        }

        lock (batch)
        {
            if (method == "POST")
            {
                batch.IsCanceled |= !batch.HasEnded;
                batch.HasEnded = true;
                return (200, wire.Describe(batch, this));
            }

            if (wire.ResultsOf(batch, path, this) is { } results)
            {
                return (200, results);
            }

            batch.HasEnded |= batch.Polls-- <= 0;
            return (200, wire.Describe(batch, this));
        }
    }

    /// <summary>The items with their fates, in the order of the results.</summary>
    internal IEnumerable<(LoopbackBatchItem Item, LoopbackItemFate Fate)> Results(LoopbackBatch batch)
    {
        var fates = batch.Items.Select((item, index) => (item, batch.IsCanceled ? LoopbackItemFate.Canceled : FateOf(batch, index)));
        return OutOfOrder ? fates.Reverse() : fates;
    }
}

/// <summary>A batch that the loopback server was given.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Number">Grows with each batch.</param>
/// <param name="Api">The API.</param>
/// <param name="Items">The items.</param>
public sealed record LoopbackBatch(string Id, int Number, LoopbackApi Api, IReadOnlyList<LoopbackBatchItem> Items)
{
    /// <summary>Gets whether its cancellation was asked for before it ended.</summary>
    public bool IsCanceled { get; internal set; }

    /// <summary>Gets whether it ended.</summary>
    public bool HasEnded { get; internal set; }

    /// <summary>Gets whether the server denies to know it.</summary>
    public bool IsLost { get; internal set; }

    internal int Polls { get; set; }

    internal Func<LoopbackBatchItem, (int Status, string Body)> Single { get; set; } = static _ => (200, "{}");

    internal Dictionary<string, string> Files { get; } = [];
}

/// <summary>One item of a batch.</summary>
/// <param name="Id">The custom id.</param>
/// <param name="Api">The API of a single call with this body.</param>
/// <param name="Model">The model.</param>
/// <param name="Body">The body of the single call.</param>
public sealed record LoopbackBatchItem(string Id, LoopbackApi Api, string Model, JsonElement Body);

/// <summary>What becomes of an item.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LoopbackItemFate>))]
public enum LoopbackItemFate
{
    /// <summary>It is answered as a single call would be, errors included.</summary>
    Answered,

    /// <summary>Its time is over before it is answered.</summary>
    Expired,

    /// <summary>It is canceled.</summary>
    Canceled,

    /// <summary>It is missing in the results.</summary>
    Missing,
}
