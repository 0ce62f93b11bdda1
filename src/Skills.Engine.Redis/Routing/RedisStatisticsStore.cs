using System.Globalization;
using Microsoft.Extensions.Options;
using Skills.Engine.Redis.Connections;
using StackExchange.Redis;

namespace Skills.Engine.Redis.Routing;

/// <summary>Learned statistics in Redis: sums that age by the server's clock, added by script, so that writers lose nothing of each other. Only what changed since the last exchange comes back.</summary>
internal sealed class RedisStatisticsStore(RedisConnection connection, IOptions<RedisRoutingOptions> options, IOptions<SkillsEngineOptions> engine) : IStatisticsStore
{
    // KEYS: cells, versions by cell, the counter. ARGV: version seen, most weight, then five a delta: cell, good, squares, weight, half-life in ms (0: never).
    private const string Exchange = """
        local t = redis.call('TIME')
        local now = t[1] * 1000 + math.floor(t[2] / 1000)
        local function aged(v)
          local g, q, w, at, h = string.match(v, '([^|]+)|([^|]+)|([^|]+)|([^|]+)|([^|]+)')
          g, q, w, at, h = tonumber(g), tonumber(q), tonumber(w), tonumber(at), tonumber(h)
          local f = 1
          if h > 0 then f = 0.5 ^ (math.max(0, now - at) / h) end
          return g * f, q * f, w * f, h
        end
        for i = 3, #ARGV, 5 do
          local g, q, w = 0, 0, 0
          local h = tonumber(ARGV[i + 4])
          local v = redis.call('HGET', KEYS[1], ARGV[i])
          if v then g, q, w = aged(v) end
          g, q, w = math.max(0, g + ARGV[i + 1]), math.max(0, q + ARGV[i + 2]), math.max(0, w + ARGV[i + 3])
          local most = tonumber(ARGV[2])
          if h > 0 and w > most then g, q, w = g * most / w, q * most / w, most end
          redis.call('HSET', KEYS[1], ARGV[i], string.format('%.17g|%.17g|%.17g|%.0f|%.0f', g, q, w, now, h))
          redis.call('ZADD', KEYS[2], redis.call('INCR', KEYS[3]), ARGV[i])
        end
        local out = {redis.call('GET', KEYS[3]) or '0'}
        for _, cell in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. ARGV[1], '+inf')) do
          local v = redis.call('HGET', KEYS[1], cell)
          if v then
            local g, q, w, h = aged(v)
            table.insert(out, cell)
            table.insert(out, string.format('%.17g|%.17g|%.17g|%.0f', g, q, w, h))
          end
        end
        return out
        """;

    private long _seen;

    private string Prefix => $"{options.Value.KeyPrefix}:{{stats}}:";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TaskStatistic>> ExchangeAsync(IReadOnlyList<TaskStatistic> deltas, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(deltas);

        RedisKey[] keys = [Prefix + "cells", Prefix + "versions", Prefix + "version"];
        RedisValue[] values = [Interlocked.Read(ref _seen), engine.Value.Routing.Learning.MaxWeight, .. deltas.SelectMany(ArgumentsOf)];
        var database = await connection.DatabaseAsync(cancellationToken).ConfigureAwait(false);
        var answer = (RedisResult[]?)await database.ScriptEvaluateAsync(Exchange, keys, values).WaitAsync(cancellationToken).ConfigureAwait(false);
        var sums = new List<TaskStatistic>();
        for (var i = 1; i + 1 < answer!.Length; i += 2)
        {
            if (Parse((string)answer[i]!, (string)answer[i + 1]!) is { } statistic)
            {
                sums.Add(statistic);
            }
        }

        // A restarted server counts from the start again.
        var version = (long)answer[0];
        Interlocked.Exchange(ref _seen, version < Interlocked.Read(ref _seen) ? 0 : version);
        return sums;
    }

    private static IEnumerable<RedisValue> ArgumentsOf(TaskStatistic delta) =>
    [
        string.Join('|', new[] { delta.Provider, delta.Model, delta.Task }.Select(Uri.EscapeDataString)),
        Text(delta.Good),
        Text(delta.Squares),
        Text(delta.Weight),
        (long)(delta.HalfLife?.TotalMilliseconds ?? 0),
    ];

    private static TaskStatistic? Parse(string cell, string sums)
    {
        var names = cell.Split('|');
        var numbers = sums.Split('|');
        if (names.Length != 3 || numbers.Length != 4)
        {
            return null;
        }

        var halfLife = Number(numbers[3]);
        return new(
            Uri.UnescapeDataString(names[0]),
            Uri.UnescapeDataString(names[1]),
            Uri.UnescapeDataString(names[2]),
            Number(numbers[0]),
            Number(numbers[1]),
            Number(numbers[2]),
            halfLife > 0 ? TimeSpan.FromMilliseconds(halfLife) : null);
    }

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static double Number(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
}
