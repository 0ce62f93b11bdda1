using System.Globalization;
using Skills.Engine.Batches.Storage;
using StackExchange.Redis;

namespace Skills.Engine.Batches.RedisStore;

/// <summary>Items and outcomes as values of scripts.</summary>
internal static class RedisItems
{
    public static RedisValue[] Append(SourcePosition before, IReadOnlyList<QueuedItem> items, SourcePosition after)
    {
        var values = new List<RedisValue>((items.Count * 3) + 4) { before.Read, after.Read, after.Mark, after.IsDone ? 1 : 0 };
        foreach (var item in items)
        {
            values.Add(item.Row);
            values.Add(Id(item.Id));
            values.Add(item.Inputs);
        }

        return [.. values];
    }

    public static BatchClaims Claims(RedisResult answer, DateTimeOffset now)
    {
        var parts = (RedisResult[])answer!;
        var claims = ((RedisResult[])parts[3]!).Select(e => Claim((RedisValue[])e!, now)).ToList();
        return new((BatchRunState)(int)parts[0], claims, (int)parts[1] == 1, (int)parts[2] == 1);
    }

    /// <summary>Reads the answer of <see cref="RedisScripts.Workers"/>.</summary>
    public static IReadOnlyList<BatchWorkerLag> Workers(RedisResult answer, DateTimeOffset now) =>
    [
        .. ((RedisResult[])answer!).Select(static w => (RedisValue[])w!).Select(w => new BatchWorkerLag((string)w[0]!, (long)w[1], Age((long)w[2], (long)w[3], now)))
            .OrderBy(static w => w.Worker, StringComparer.Ordinal),
    ];

    // A claim that was renewed has its time in place of its deliveries. Until then, its age is the time since it was delivered.
    private static TimeSpan Age(long idle, long deliveries, DateTimeOffset now) =>
        deliveries == 1 ? TimeSpan.FromMilliseconds(idle) : TimeSpan.FromMilliseconds(Math.Max(0, now.ToUnixTimeMilliseconds() - deliveries));

    /// <summary>Returns the values of outcomes, in the order that <see cref="RedisScripts.Record"/> reads.</summary>
    public static RedisValue[] Record(IReadOnlyList<BatchOutcome> outcomes)
    {
        var values = new List<RedisValue>(outcomes.Count * 8);
        foreach (var outcome in outcomes)
        {
            var claim = outcome.Claim;
            values.AddRange([outcome.Kind switch { OutcomeKind.Succeeded => 0, OutcomeKind.Dead => 1, _ => 2 }, claim.Tag!, claim.Row, outcome.Spent, (int)outcome.SpentKind, outcome.Unsure, outcome.IsLost ? 1 : 0]);
            values.AddRange(outcome.Kind switch
            {
                OutcomeKind.Succeeded => [BatchJson.Utf8(outcome.Result)],
                OutcomeKind.Dead => [BatchJson.Utf8(outcome.Result), outcome.Result.Errors is [var first, ..] ? first.Code : "execution.failed", Id(claim.Id), claim.Inputs, Numbers(outcome)],
                _ => [(long)(outcome.RetryAfter?.TotalMilliseconds ?? 0), Id(claim.Id), claim.Inputs, Numbers(outcome)],
            });
        }

        return [.. values];
    }

    private static RedisValue Numbers(BatchOutcome outcome)
    {
        var claim = outcome.Claim;
        return string.Create(CultureInfo.InvariantCulture, $"{claim.Attempt} {claim.Lost + (outcome.IsLost ? 1 : 0)} {claim.Spent + outcome.Spent} {Math.Max((int)claim.SpentKind, (int)outcome.SpentKind)}");
    }

    // An id that is not given differs from an empty one.
    private static RedisValue Id(string? id) => id is null ? "" : "=" + id;

    private static BatchClaim Claim(RedisValue[] entry, DateTimeOffset now)
    {
        var claim = new BatchClaim
        {
            Tag = entry[0],
            Row = (long)entry[1],
            Id = (string)entry[2]! is { Length: > 0 } id ? id[1..] : null,
            Inputs = entry[3]!,
            Attempt = 1,
            ClaimedAt = now,
        };
        return entry.Length == 4 ? claim : claim with { Attempt = (int)entry[4] + 1, Lost = (int)entry[5], Spent = (long)entry[6], SpentKind = (CostKind)(int)entry[7] };
    }
}
