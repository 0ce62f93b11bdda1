using System.Runtime.CompilerServices;
using Skills.Engine.Batches.Storage;
using Skills.Engine.Redis.Connections;
using StackExchange.Redis;

namespace Skills.Engine.Batches.RedisStore;

/// <summary>Runs in Redis: items in a stream with a consumer group, and scripts for everything that must happen at once.</summary>
internal sealed class RedisBatchStore(RedisConnection connection, TimeSpan lease, TimeProvider time) : IBatchStore
{
    private const int BucketsAtATime = 100;

    private readonly ExpiryLook _expiry = new(lease, time);

    public TimeSpan? Lease => lease;

    public async ValueTask<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken) =>
        await RedisCheck.RunAsync(await connection.MultiplexerAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    public ValueTask<IAsyncDisposable?> HoldAsync(string run, CancellationToken cancellationToken) => default;

    public async ValueTask<bool> CreateAsync(BatchRun run, CancellationToken cancellationToken)
    {
        var created = (int)await EvaluateAsync(RedisScripts.Create, run.Id, RedisRuns.Fields(run), cancellationToken).ConfigureAwait(false) == 1;
        await CallAsync(database => database.SortedSetAddAsync(RedisKeys.Index, run.Id, run.CreatedAt.ToUnixTimeMilliseconds(), SortedSetWhen.NotExists), cancellationToken).ConfigureAwait(false);
        return created;
    }

    public async ValueTask<BatchRun?> FindAsync(string run, CancellationToken cancellationToken) =>
        await FieldsAsync(new RedisKeys(run), cancellationToken).ConfigureAwait(false) is { Count: > 0 } fields ? RedisRuns.Read(run, fields) : null;

    public async ValueTask<IReadOnlyList<BatchRun>> ListAsync(int most, CancellationToken cancellationToken)
    {
        var ids = await CallAsync(database => database.SortedSetRangeByRankAsync(RedisKeys.Index, 0, most - 1, Order.Descending), cancellationToken).ConfigureAwait(false);
        var runs = new List<BatchRun>(ids.Length);
        foreach (var id in ids)
        {
            if (await FindAsync(id!, cancellationToken).ConfigureAwait(false) is { } run)
            {
                runs.Add(run);
            }
        }

        return runs;
    }

    public async ValueTask ChangeAsync(string run, BatchRunOptions options, CancellationToken cancellationToken) =>
        await EvaluateAsync(RedisScripts.Change, run, RedisRuns.Policy(options), cancellationToken).ConfigureAwait(false);

    public async ValueTask<bool> MoveAsync(string run, IReadOnlyList<BatchRunState> from, BatchMove to, CancellationToken cancellationToken) =>
        (int)await EvaluateAsync(RedisScripts.Move, run, [(int)to.State, (int)to.Reason, to.Message ?? "", .. from.Select(static s => (RedisValue)(int)s)], cancellationToken).ConfigureAwait(false) == 1;

    public async ValueTask<SourcePosition> PositionAsync(string run, CancellationToken cancellationToken)
    {
        var values = await CallAsync(database => database.HashGetAsync(new RedisKeys(run).Record, ["read", "mark", "source_done"]), cancellationToken).ConfigureAwait(false);
        return values[0].IsNull ? throw Missing(run) : RedisRuns.Position(values[0], values[1], values[2]);
    }

    public async ValueTask<SourcePosition> AppendAsync(string run, SourcePosition before, IReadOnlyList<QueuedItem> items, SourcePosition after, CancellationToken cancellationToken)
    {
        var now = (RedisValue[])(await EvaluateAsync(RedisScripts.Append, run, RedisItems.Append(before, items, after), cancellationToken).ConfigureAwait(false))!;
        return now[0].IsNull ? throw Missing(run) : RedisRuns.Position(now[0], now[1], now[2]);
    }

    public async ValueTask<BatchClaims> ClaimAsync(string run, string worker, int most, CancellationToken cancellationToken)
    {
        RedisValue[] values = [worker, most, (long)lease.TotalMilliseconds, _expiry.IsDue() ? 1 : 0];
        var claims = RedisItems.Claims(await EvaluateAsync(RedisScripts.Claim, run, values, cancellationToken).ConfigureAwait(false), time.GetUtcNow());
        return (int)claims.State < 0 ? throw Missing(run) : claims;
    }

    public async ValueTask RenewAsync(string run, string worker, IReadOnlyList<BatchClaim> claims, CancellationToken cancellationToken) =>
        await EvaluateAsync(RedisScripts.Renew, run, [worker, .. claims.SelectMany(static c => (RedisValue[])[c.Tag, c.ClaimedAt.ToUnixTimeMilliseconds()])], cancellationToken).ConfigureAwait(false);

    public async ValueTask ReleaseAsync(string run, string worker, IReadOnlyList<BatchClaim> claims, CancellationToken cancellationToken) =>
        await EvaluateAsync(RedisScripts.Release, run, [.. claims.Select(static c => (RedisValue)c.Tag)], cancellationToken).ConfigureAwait(false);

    public async ValueTask RecordAsync(string run, string worker, IReadOnlyList<BatchOutcome> outcomes, CancellationToken cancellationToken)
    {
        var (successes, others) = RedisSuccesses.Split(outcomes);
        var isRecorded = successes.Count == 0 || (int)await EvaluateAsync(RedisScripts.Succeed, run, RedisSuccesses.Values(successes), cancellationToken).ConfigureAwait(false) == 1;
        if (!isRecorded || others.Count > 0)
        {
            await EvaluateAsync(RedisScripts.Record, run, RedisItems.Record(isRecorded ? others : outcomes), cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask<BatchProgress?> CountAsync(string run, CancellationToken cancellationToken)
    {
        var keys = new RedisKeys(run);
        if (await FieldsAsync(keys, cancellationToken).ConfigureAwait(false) is not { Count: > 0 } fields)
        {
            return null;
        }

        var failures = await CallAsync(database => database.HashGetAllAsync(keys.Failures), cancellationToken).ConfigureAwait(false);
        var now = time.GetUtcNow();
        return RedisRuns.Progress(RedisRuns.Read(run, fields), fields, now) with
        {
            Failures = failures.ToDictionary(static e => (string)e.Name!, static e => (long)e.Value, StringComparer.Ordinal),
            Workers = RedisItems.Workers(await EvaluateAsync(RedisScripts.Workers, run, [], cancellationToken).ConfigureAwait(false), now),
        };
    }

    public async IAsyncEnumerable<BatchItemResult> ReadAsync(string run, ResultQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var keys = new RedisKeys(run);
        var dead = query.DeadOnly ? await DeadAsync(keys, cancellationToken).ConfigureAwait(false) : null;
        var last = dead is null ? (await PositionAsync(run, cancellationToken).ConfigureAwait(false)).Read / RedisKeys.RowsInABucket : dead.Select(static row => row / RedisKeys.RowsInABucket).DefaultIfEmpty(-1).Max();
        for (var bucket = 0L; bucket <= last; bucket++)
        {
            var results = await CallAsync(database => database.HashGetAllAsync(keys.Results(bucket)), cancellationToken).ConfigureAwait(false);
            foreach (var entry in results.Where(e => dead is null || dead.Contains((long)e.Name)).OrderBy(static e => (long)e.Name))
            {
                yield return BatchJson.Result(entry.Value!);
            }
        }
    }

    public async ValueTask<long> RedriveAsync(string run, IReadOnlyList<long>? rows, CancellationToken cancellationToken)
    {
        var redriven = 0L;
        var all = rows ?? [.. await DeadAsync(new(run), cancellationToken).ConfigureAwait(false)];
        foreach (var some in all.Chunk(RedisKeys.RowsInABucket))
        {
            redriven += (long)await EvaluateAsync(RedisScripts.Redrive, run, [.. some.Select(static row => (RedisValue)row)], cancellationToken).ConfigureAwait(false);
        }

        return redriven;
    }

    public async ValueTask<bool> RetireAsync(string run, CancellationToken cancellationToken) =>
        (int)await EvaluateAsync(RedisScripts.Retire, run, [(long)lease.TotalMilliseconds, (int)BatchRunState.Running, (int)BatchRunState.Canceled], cancellationToken).ConfigureAwait(false) switch
        {
            0 => false,
            1 => true,
            2 => throw DeletedRun.Running(run),
            _ => throw DeletedRun.UnderWay(run),
        };

    public async ValueTask DeleteAsync(string run, CancellationToken cancellationToken)
    {
        var keys = new RedisKeys(run);
        var read = (long)await CallAsync(database => database.HashGetAsync(keys.Record, "read"), cancellationToken).ConfigureAwait(false);
        foreach (var buckets in Buckets(read).Chunk(BucketsAtATime))
        {
            await CallAsync(database => database.KeyDeleteAsync([.. buckets.Select(keys.Results)]), cancellationToken).ConfigureAwait(false);
        }

        // The record names the buckets, so it goes last. The index has another slot.
        await CallAsync(database => database.KeyDeleteAsync([.. keys.All, keys.VendorBatches]), cancellationToken).ConfigureAwait(false);
        await CallAsync(database => database.SortedSetRemoveAsync(RedisKeys.Index, run), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask SaveVendorBatchAsync(string run, VendorBatchRecord record, CancellationToken cancellationToken) =>
        await EvaluateAsync(RedisScripts.SaveVendorBatch, run, [record.Key, BatchJson.Text(record)], cancellationToken).ConfigureAwait(false);

    public async ValueTask RemoveVendorBatchAsync(string run, string key, CancellationToken cancellationToken) =>
        await CallAsync(database => database.HashDeleteAsync(new RedisKeys(run).VendorBatches, key), cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<VendorBatchRecord>> VendorBatchesAsync(string run, CancellationToken cancellationToken) =>
        [.. (await CallAsync(database => database.HashGetAllAsync(new RedisKeys(run).VendorBatches), cancellationToken).ConfigureAwait(false))
            .OrderBy(static e => (string)e.Name!, StringComparer.Ordinal).Select(static e => BatchJson.VendorBatch(e.Value!))];

    private static IEnumerable<long> Buckets(long read)
    {
        for (var bucket = 0L; bucket <= read / RedisKeys.RowsInABucket; bucket++)
        {
            yield return bucket;
        }
    }

    private static BatchException Missing(string run) => new($"There is no run '{run}' in Redis. It was deleted, or Redis lost its data. Start it again.");

    private async ValueTask<HashSet<long>> DeadAsync(RedisKeys keys, CancellationToken cancellationToken) =>
        [.. (await CallAsync(database => database.HashKeysAsync(keys.Dead), cancellationToken).ConfigureAwait(false)).Select(static row => (long)row).Order()];

    private async ValueTask<Dictionary<string, string>> FieldsAsync(RedisKeys keys, CancellationToken cancellationToken) =>
        (await CallAsync(database => database.HashGetAllAsync(keys.Record), cancellationToken).ConfigureAwait(false)).ToDictionary(static e => (string)e.Name!, static e => (string)e.Value!, StringComparer.Ordinal);

    private Task<RedisResult> EvaluateAsync(string script, string run, RedisValue[] values, CancellationToken cancellationToken) =>
        CallAsync(database => database.ScriptEvaluateAsync(script, new RedisKeys(run).All, values), cancellationToken);

    private async Task<T> CallAsync<T>(Func<IDatabase, Task<T>> call, CancellationToken cancellationToken)
    {
        using var watch = connection.Watch(cancellationToken);
        var database = await connection.DatabaseAsync(cancellationToken).ConfigureAwait(false);
        return await call(database).WaitAsync(cancellationToken).ConfigureAwait(false);
    }
}
