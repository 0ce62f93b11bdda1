using Skills.Engine.Batches.Storage;
using StackExchange.Redis;

namespace Skills.Engine.Batches.RedisStore;

/// <summary>Successes as values of <see cref="RedisScripts.Succeed"/>.</summary>
internal static class RedisSuccesses
{
    // Outcomes of one row keep their order: only the first one of a row can be among the successes, which are recorded first.
    public static (List<BatchOutcome> Successes, List<BatchOutcome> Others) Split(IReadOnlyList<BatchOutcome> outcomes)
    {
        var (successes, others, rows) = (new List<BatchOutcome>(outcomes.Count), new List<BatchOutcome>(), new HashSet<long>(outcomes.Count));
        foreach (var outcome in outcomes)
        {
            (rows.Add(outcome.Claim.Row) && outcome.Kind == OutcomeKind.Succeeded ? successes : others).Add(outcome);
        }

        return (successes, others);
    }

    public static RedisValue[] Values(List<BatchOutcome> successes)
    {
        var values = new List<RedisValue>((successes.Count * 3) + 16)
        {
            successes.Count,
            successes.Sum(static o => o.Spent),
            successes.Max(static o => (int)o.SpentKind),
            successes.Sum(static o => o.Unsure),
            successes.Count(static o => o.IsLost),
        };
        values.AddRange(successes.Select(static o => (RedisValue)o.Claim.Tag));
        foreach (var bucket in successes.GroupBy(static o => o.Claim.Row / RedisKeys.RowsInABucket))
        {
            Add(values, bucket.Key, [.. bucket]);
        }

        return [.. values];
    }

    private static void Add(List<RedisValue> values, long bucket, BatchOutcome[] outcomes)
    {
        var first = outcomes.Min(static o => o.Claim.Row) / 8;
        var bits = new byte[(outcomes.Max(static o => o.Claim.Row) / 8) - first + 1];
        foreach (var outcome in outcomes)
        {
            bits[(outcome.Claim.Row / 8) - first] |= (byte)(0x80 >> (int)(outcome.Claim.Row % 8));
        }

        values.AddRange([bucket, first, bits, outcomes.Length]);
        foreach (var outcome in outcomes)
        {
            values.Add(outcome.Claim.Row);
            values.Add(BatchJson.Utf8(outcome.Result));
        }
    }
}
