using Microsoft.Extensions.Options;
using Skills.Engine.Redis.Connections;
using StackExchange.Redis;

namespace Skills.Engine.Redis.Routing;

/// <summary>The learning log as a stream in Redis: each process appends what it learned and reads on from where it was. The oldest entries are dropped.</summary>
internal sealed class RedisLearningLog(RedisConnection connection, IOptions<RedisRoutingOptions> options) : ILearningLog
{
    private const int Page = 500;
    private const int LargestRecord = 256 * 1024;

    private static readonly RedisValue RecordField = "r";

    // Entries of this process that were not read back yet. Exchanges do not overlap.
    private readonly HashSet<string> _own = [];

    private RedisKey Key => $"{options.Value.KeyPrefix}:{{learned}}:log";

    /// <inheritdoc/>
    public async Task<LearningLogPage> ExchangeAsync(IReadOnlyList<ReadOnlyMemory<byte>> records, string? after, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(records);

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Value.Timeout);
        using var watching = connection.Watch(limit.Token);
        var database = await connection.DatabaseAsync(limit.Token).ConfigureAwait(false);
        foreach (var id in await AppendAsync(database, records).WaitAsync(limit.Token).ConfigureAwait(false))
        {
            _own.Add((string)id!);
        }

        var entries = await database.StreamReadAsync(Key, after ?? StreamPosition.Beginning, Page).WaitAsync(limit.Token).ConfigureAwait(false);
        return new(
            [.. entries.Where(e => !_own.Remove((string)e.Id!) && e[RecordField].Length() <= LargestRecord).Select(static e => (ReadOnlyMemory<byte>)e[RecordField])],
            entries is [.., var last] ? (string?)last.Id : after,
            HasMore: entries.Length == Page);
    }

    private Task<RedisValue[]> AppendAsync(IDatabase database, IReadOnlyList<ReadOnlyMemory<byte>> records) => Task.WhenAll(records.Select(record => database.StreamAddAsync(
        Key,
        [new(RecordField, record)],
        maxLength: options.Value.LearnedOutcomes,
        useApproximateMaxLength: true)));
}
