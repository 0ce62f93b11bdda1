using System.Text;
using StackExchange.Redis;

namespace Skills.Engine.Redis.Caching;

/// <summary>A lease that is asked for: its keys, and the name under which it is held. The keys share the bytes of the cache key.</summary>
internal sealed class LeaseCall(IDatabase database, string key, ulong generation, string owner)
{
    public IDatabase Database => database;

    public RedisKey Key { get; } = Encoding.UTF8.GetBytes(key);

    public RedisKey Lease => ((RedisKey)$":l:{generation:x}").Prepend(Key);

    public RedisKey Fence => ((RedisKey)":f").Prepend(Key);

    /// <summary>Gets the key of the mark that others wait for the end of the lease.</summary>
    public RedisKey Waited => ((RedisKey)$":w:{generation:x}").Prepend(Key);

    public RedisValue Owner => owner;
}
