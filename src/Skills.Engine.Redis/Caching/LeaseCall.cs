using StackExchange.Redis;

namespace Skills.Engine.Redis.Caching;

/// <summary>A lease that is asked for: its keys, and the name under which it is held.</summary>
internal sealed class LeaseCall(IDatabase database, string key, ulong generation, string owner)
{
    public IDatabase Database => database;

    public RedisKey Key => key;

    public RedisKey Lease { get; } = $"{key}:l:{generation:x}";

    public RedisKey Fence { get; } = key + ":f";

    /// <summary>Gets the key of the mark that others wait for the end of the lease.</summary>
    public RedisKey Waited { get; } = $"{key}:w:{generation:x}";

    public RedisValue Owner => owner;
}
