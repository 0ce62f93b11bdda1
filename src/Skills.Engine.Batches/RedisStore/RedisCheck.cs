using StackExchange.Redis;

namespace Skills.Engine.Batches.RedisStore;

/// <summary>Checks whether a Redis can keep runs.</summary>
internal static class RedisCheck
{
    // XAUTOCLAIM came with 6.2.
    private static readonly Version Oldest = new(6, 2);

    /// <summary>Returns what is risky.</summary>
    /// <exception cref="BatchException">The server is too old.</exception>
    public static async Task<IReadOnlyList<string>> RunAsync(IConnectionMultiplexer connection, CancellationToken cancellationToken)
    {
        if (connection.GetServers().FirstOrDefault(static s => s.IsConnected && !s.IsReplica) is not { } server)
        {
            throw new TimeoutException("No Redis server is connected.");
        }

        Require(server.Version);
        var memory = await SectionAsync(connection.GetDatabase(), "memory", cancellationToken).ConfigureAwait(false);
        var persistence = await SectionAsync(connection.GetDatabase(), "persistence", cancellationToken).ConfigureAwait(false);
        return [.. Warnings(memory.GetValueOrDefault("maxmemory_policy"), memory.GetValueOrDefault("maxmemory"), persistence.GetValueOrDefault("aof_enabled"))];
    }

    /// <summary>Throws if a server is too old.</summary>
    /// <exception cref="BatchException">It is.</exception>
    internal static void Require(Version version)
    {
        if (version < Oldest)
        {
            throw new BatchException($"Batch runs need Redis {Oldest} or newer, for XAUTOCLAIM. This server is {version}. Update it, or keep batch runs in PostgreSQL.");
        }
    }

    /// <summary>Returns the sentences for what a server says. A setting that it does not say is not warned about.</summary>
    internal static IEnumerable<string> Warnings(string? policy, string? maxMemory, string? aof)
    {
        // The keys of a run do not expire, so the policies for keys that expire do not remove them.
        if (policy?.StartsWith("allkeys-", StringComparison.Ordinal) == true && maxMemory is not (null or "0"))
        {
            yield return $"Redis may evict batch runs: its maxmemory-policy is '{policy}'. Set it to 'noeviction', or give batch runs a server of their own.";
        }

        if (aof == "0")
        {
            yield return "Redis loses batch runs when it restarts: its append-only file is off. Set 'appendonly yes'.";
        }
    }

    // The client refuses INFO without its admin mode, which hosts keep off. A script may call it.
    private static async Task<Dictionary<string, string>> SectionAsync(IDatabase database, string section, CancellationToken cancellationToken)
    {
        try
        {
            var text = (string?)await database.ScriptEvaluateAsync("return redis.call('INFO', ARGV[1])", [], [section]).WaitAsync(cancellationToken).ConfigureAwait(false) ?? "";
            return text.Split('\n').Select(static line => line.Trim().Split(':', 2)).Where(static pair => pair.Length == 2).DistinctBy(static pair => pair[0]).ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal);
        }
        catch (RedisServerException)
        {
            // A managed service may refuse INFO.
            return [];
        }
    }
}
