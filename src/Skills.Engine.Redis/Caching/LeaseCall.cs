using System.Text;
using StackExchange.Redis;

namespace Skills.Engine.Redis.Caching;

/// <summary>A lease that is asked for: its keys, and the name under which it is held. The keys share the bytes of the cache key.</summary>
internal sealed class LeaseCall
{
    public LeaseCall(IDatabase database, string key, ulong generation, string owner)
    {
        Database = database;
        Owner = owner;
        Key = Encoding.UTF8.GetBytes(key);
        Lease = ((RedisKey)$":l:{generation:x}").Prepend(Key);
        Fence = ((RedisKey)":f").Prepend(Key);
        Waited = ((RedisKey)$":w:{generation:x}").Prepend(Key);
    }

    public IDatabase Database { get; }

    public RedisKey Key { get; }

    public RedisKey Lease { get; }

    public RedisKey Fence { get; }

    /// <summary>Gets the key of the mark that others wait for the end of the lease.</summary>
    public RedisKey Waited { get; }

    public RedisValue Owner { get; }
}
