using System.Globalization;
using Microsoft.Extensions.Options;
using Skills.Engine.Redis.Connections;
using StackExchange.Redis;

namespace Skills.Engine.Redis.Routing;

/// <summary>
/// Budgets in Redis: each operation is one script over all budgets it names, timed by the server's clock, so that no number of
/// processes together overruns one. Amounts are whole billionths of a dollar.
/// </summary>
internal sealed class RedisBudgetStore(RedisConnection connection, IOptions<RedisRoutingOptions> options) : IBudgetStore
{
    private const decimal Nano = 1_000_000_000m;

    // The server counts in doubles: whole numbers are exact up to nine million dollars. No limit is higher, and no amount beyond it fits.
    private const decimal Most = 9_000_000m;

    // Three keys a budget: s sums (s spent, r reserved), x ends of reservations, a amounts. Lapsed reservations go first.
    private const string Lapse = """
        local t = redis.call('TIME')
        local now = t[1] * 1000 + math.floor(t[2] / 1000)
        local function lapse(s, x, a)
          for _, id in ipairs(redis.call('ZRANGEBYSCORE', x, '-inf', now, 'LIMIT', 0, 1000)) do
            local m = redis.call('HGET', a, id)
            if m then redis.call('HINCRBY', s, 'r', '-' .. m) redis.call('HDEL', a, id) end
            redis.call('ZREM', x, id)
          end
        end

        """;

    private const string Reserve = Lapse + """
        local amount = tonumber(ARGV[2])
        for i = 0, #KEYS / 3 - 1 do
          local s, x, a = KEYS[i * 3 + 1], KEYS[i * 3 + 2], KEYS[i * 3 + 3]
          lapse(s, x, a)
          local own = tonumber(redis.call('HGET', a, ARGV[1]) or '0')
          local v = redis.call('HMGET', s, 's', 'r')
          local left = tonumber(ARGV[4 + i * 2]) - tonumber(v[1] or '0') - tonumber(v[2] or '0') + own
          if amount > left then return {i + 1, string.format('%.0f', math.max(0, left))} end
        end
        for i = 0, #KEYS / 3 - 1 do
          local s, x, a = KEYS[i * 3 + 1], KEYS[i * 3 + 2], KEYS[i * 3 + 3]
          local own = tonumber(redis.call('HGET', a, ARGV[1]) or '0')
          redis.call('HINCRBY', s, 'r', string.format('%.0f', amount - own))
          redis.call('HSET', a, ARGV[1], ARGV[2])
          redis.call('ZADD', x, now + tonumber(ARGV[3]), ARGV[1])
          for _, k in ipairs({s, x, a}) do redis.call('PEXPIRE', k, math.max(tonumber(ARGV[5 + i * 2]), tonumber(ARGV[3]))) end
        end
        return {0, '0'}
        """;

    // The last key marks the reservation as settled, so that a settlement repeated after a timeout books once.
    private const string Settle = """
        if not redis.call('SET', KEYS[#KEYS], '1', 'NX', 'PX', 86400000) then return 0 end
        for i = 0, (#KEYS - 1) / 3 - 1 do
          local s, x, a = KEYS[i * 3 + 1], KEYS[i * 3 + 2], KEYS[i * 3 + 3]
          local m = redis.call('HGET', a, ARGV[1])
          if m then redis.call('HINCRBY', s, 'r', '-' .. m) redis.call('HDEL', a, ARGV[1]) redis.call('ZREM', x, ARGV[1]) end
          redis.call('HINCRBY', s, 's', ARGV[2])
          redis.call('PEXPIRE', s, ARGV[3 + i])
        end
        return 1
        """;

    private const string Read = Lapse + """
        lapse(KEYS[1], KEYS[2], KEYS[3])
        local v = redis.call('HMGET', KEYS[1], 's', 'r')
        return {v[1] or '0', v[2] or '0'}
        """;

    /// <inheritdoc/>
    public async ValueTask<BudgetShortage?> ReserveAsync(BudgetReservation reservation, IReadOnlyList<BudgetLine> budgets, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reservation);
        ArgumentNullException.ThrowIfNull(budgets);

        RedisValue[] arguments = [reservation.Id, Nanos(reservation.AmountUsd), Milliseconds(reservation.Lifetime), .. budgets.SelectMany(static b => new RedisValue[] { Nanos(b.LimitUsd, roundUp: false), Milliseconds(b.EndsIn + TimeSpan.FromHours(1)) })];
        var answer = (RedisResult[]?)await RunAsync(Reserve, [.. budgets.SelectMany(KeysOf)], arguments, cancellationToken).ConfigureAwait(false);
        var lacking = (int)answer![0];
        return lacking == 0 ? null : new(budgets[lacking - 1], Usd((string)answer[1]!));
    }

    /// <inheritdoc/>
    public async ValueTask SettleAsync(string reservationId, decimal spentUsd, IReadOnlyList<BudgetLine> budgets, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(budgets);

        RedisKey[] keys = [.. budgets.SelectMany(KeysOf), $"{Prefix}done:{reservationId}"];
        RedisValue[] arguments = [reservationId, Nanos(spentUsd), .. budgets.Select(static b => (RedisValue)Milliseconds(b.EndsIn + TimeSpan.FromHours(1)))];
        await RunAsync(Settle, keys, arguments, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<BudgetBalance> ReadAsync(BudgetLine budget, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(budget);

        var answer = (RedisResult[]?)await RunAsync(Read, [.. KeysOf(budget)], [], cancellationToken).ConfigureAwait(false);
        return new(Usd((string)answer![0]!), Usd((string)answer[1]!));
    }

    // The braces keep all budgets in one slot of a cluster, as one script touches several.
    private string Prefix => $"{options.Value.KeyPrefix}:{{budget}}:";

    private IEnumerable<RedisKey> KeysOf(BudgetLine budget) => [$"{Prefix}{budget.Key}:s", $"{Prefix}{budget.Key}:x", $"{Prefix}{budget.Key}:a"];

    private async Task<RedisResult> RunAsync(string script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken)
    {
        var database = await connection.DatabaseAsync(cancellationToken).ConfigureAwait(false);
        return await database.ScriptEvaluateAsync(script, keys, values).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static RedisValue Nanos(decimal usd, bool roundUp = true) =>
        (long)(roundUp ? decimal.Ceiling(Math.Min(usd, Most + 1) * Nano) : decimal.Floor(Math.Min(usd, Most) * Nano));

    private static long Milliseconds(TimeSpan time) => Math.Max(1, (long)Math.Min(time.TotalMilliseconds, 3.2e11));

    private static decimal Usd(string nanos) => decimal.Parse(nanos, CultureInfo.InvariantCulture) / Nano;
}
