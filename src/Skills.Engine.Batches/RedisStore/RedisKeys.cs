using StackExchange.Redis;

namespace Skills.Engine.Batches.RedisStore;

/// <summary>The keys of a run. The braces put all of them in one slot of a cluster, so a cluster spreads by run.</summary>
internal sealed class RedisKeys
{
    /// <summary>The rows whose results have one key.</summary>
    public const int RowsInABucket = 1000;

    /// <summary>The newest runs, in the order of their start.</summary>
    public static readonly RedisKey Index = "skills:batches";

    private readonly string _root;

    public RedisKeys(string run)
    {
        _root = $"skills:batch:{{{run}}}";
        All = [_root, _root + ":items", _root + ":done", _root + ":late", _root + ":late-items", _root + ":dead", _root + ":failures"];
    }

    /// <summary>Gets the record with the counters, the stream, the finished rows, the waiting retries with their items, the dead letters, and their codes.</summary>
    public RedisKey[] All { get; }

    public RedisKey Record => All[0];

    public RedisKey Dead => All[5];

    public RedisKey Failures => All[6];

    /// <summary>Gets the batches of providers.</summary>
    public RedisKey VendorBatches => _root + ":vendor-batches";

    /// <summary>Returns the key of the results of a bucket of rows.</summary>
    public RedisKey Results(long bucket) => $"{_root}:results:{bucket}";
}
