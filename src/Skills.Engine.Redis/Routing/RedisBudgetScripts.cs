namespace Skills.Engine.Redis.Routing;

/// <summary>
/// The Lua scripts of budgets. Amounts are whole billionths of a dollar. Four keys a budget: s sums (s spent, r reserved, b booked
/// for lapsed reservations), x ends of reservations, a their amounts, l amounts of lapsed ones. A lapsed reservation counts as
/// spent, since a try may have been paid under it; a late settlement puts what was really spent in its place.
/// </summary>
internal static class RedisBudgetScripts
{
    /// <summary>The data of another epoch than the process knows is there: counters were lost.</summary>
    public const int OtherEpoch = -1;

    /// <summary>Processes restore what they know, so nothing may be promised yet.</summary>
    public const int Recovering = -2;

    // First arguments: the epoch that the process knows, or nothing, and an id for a new one.
    private const string Head = """
        local t = redis.call('TIME')
        local now = t[1] * 1000 + math.floor(t[2] / 1000)
        local epoch = redis.call('GET', KEYS[1])
        if not epoch and ARGV[1] == '' then
          epoch = ARGV[2]
          redis.call('SET', KEYS[1], epoch)
        end
        if ARGV[1] ~= '' and ARGV[1] ~= epoch then return {-1} end
        local function lapse(s, x, a, l)
          for _, id in ipairs(redis.call('ZRANGEBYSCORE', x, '-inf', now, 'LIMIT', 0, 1000)) do
            local m = redis.call('HGET', a, id)
            if m then
              redis.call('HINCRBY', s, 'r', '-' .. m)
              redis.call('HINCRBY', s, 'b', m)
              redis.call('HSET', l, id, m)
              redis.call('HDEL', a, id)
            end
            redis.call('ZREM', x, id)
          end
        end
        local function free(s, x, a, l, id)
          local m = redis.call('HGET', a, id)
          if m then redis.call('HINCRBY', s, 'r', '-' .. m) redis.call('HDEL', a, id) redis.call('ZREM', x, id) end
          m = redis.call('HGET', l, id)
          if m then redis.call('HINCRBY', s, 'b', '-' .. m) redis.call('HDEL', l, id) end
        end
        local function hold(s, x, a, l, id, amount, ends)
          free(s, x, a, l, id)
          redis.call('HINCRBY', s, 'r', amount)
          redis.call('HSET', a, id, amount)
          redis.call('ZADD', x, ends, id)
        end
        local lifted = 0
        local function lift(s, known)
          if tonumber(redis.call('HGET', s, 's') or '0') < tonumber(known) then
            redis.call('HSET', s, 's', known)
            lifted = 1
          end
        end
        local function keep(ms, ...)
          for _, k in ipairs({...}) do redis.call('PEXPIRE', k, ms) end
        end

        """;

    // Keys: epoch, recovery, then those of each budget. Arguments from the third: id, amount, lifetime; limit, time to keep and known spending of each budget.
    public const string Reserve = Head + """
        if redis.call('EXISTS', KEYS[2]) == 1 then return {-2, epoch} end
        local n = (#KEYS - 2) / 4
        local amount = tonumber(ARGV[4])
        local answer = {0, epoch, 0, 0, 0}
        for i = 0, n - 1 do
          local s, x, a, l = KEYS[i * 4 + 3], KEYS[i * 4 + 4], KEYS[i * 4 + 5], KEYS[i * 4 + 6]
          lapse(s, x, a, l)
          lift(s, ARGV[8 + i * 3])
          local own = tonumber(redis.call('HGET', a, ARGV[3]) or '0')
          local late = tonumber(redis.call('HGET', l, ARGV[3]) or '0')
          local v = redis.call('HMGET', s, 's', 'r', 'b')
          local reserved = tonumber(v[2] or '0') - own
          local left = tonumber(ARGV[6 + i * 3]) - tonumber(v[1] or '0') - tonumber(v[3] or '0') + late - reserved
          answer[6 + i] = v[1] or '0'
          if amount > left and answer[1] == 0 then
            answer[1], answer[4], answer[5] = i + 1, string.format('%.0f', math.max(0, left)), string.format('%.0f', reserved)
          end
        end
        answer[3] = lifted
        if answer[1] > 0 then return answer end
        for i = 0, n - 1 do
          local s, x, a, l = KEYS[i * 4 + 3], KEYS[i * 4 + 4], KEYS[i * 4 + 5], KEYS[i * 4 + 6]
          hold(s, x, a, l, ARGV[3], ARGV[4], now + tonumber(ARGV[5]))
          keep(math.max(tonumber(ARGV[7 + i * 3]), tonumber(ARGV[5])), s, x, a, l)
        end
        return answer
        """;

    // Keys: epoch, mark of the settlement, then those of each budget. Arguments from the third: id, spent; time to keep and known
    // spending of each budget. The mark lets a settlement that is repeated after a timeout book once.
    public const string Settle = Head + """
        local answer = {0, epoch, 0, 0, 0}
        local isNew = redis.call('SET', KEYS[2], '1', 'NX', 'PX', 86400000)
        for i = 0, (#KEYS - 2) / 4 - 1 do
          local s, x, a, l = KEYS[i * 4 + 3], KEYS[i * 4 + 4], KEYS[i * 4 + 5], KEYS[i * 4 + 6]
          lapse(s, x, a, l)
          lift(s, ARGV[6 + i * 2])
          if isNew then
            free(s, x, a, l, ARGV[3])
            redis.call('HINCRBY', s, 's', ARGV[4])
            keep(ARGV[5 + i * 2], s, l)
          end
          answer[6 + i] = redis.call('HGET', s, 's') or '0'
        end
        answer[3] = lifted
        return answer
        """;

    // As Reserve without a limit: what was promised before the loss, or must not lapse while its settlement waits.
    public const string Renew = Head + """
        if redis.call('EXISTS', KEYS[2]) == 1 then return {0, epoch, 0, 0, 0} end
        for i = 0, (#KEYS - 2) / 4 - 1 do
          local s, x, a, l = KEYS[i * 4 + 3], KEYS[i * 4 + 4], KEYS[i * 4 + 5], KEYS[i * 4 + 6]
          hold(s, x, a, l, ARGV[3], ARGV[4], now + tonumber(ARGV[5]))
          keep(math.max(tonumber(ARGV[6 + i]), tonumber(ARGV[5])), s, x, a, l)
        end
        return {0, epoch, 0, 0, 0}
        """;

    // Takes up the epoch that is there now, or begins one, and has every process wait until the others have restored too.
    public const string Adopt = """
        local epoch = redis.call('GET', KEYS[1])
        if not epoch then
          epoch = ARGV[1]
          redis.call('SET', KEYS[1], epoch)
        end
        redis.call('SET', KEYS[2], '1', 'PX', ARGV[2])
        return epoch
        """;

    public const string Read = Head + """
        lapse(KEYS[2], KEYS[3], KEYS[4], KEYS[5])
        local v = redis.call('HMGET', KEYS[2], 's', 'r', 'b')
        return {v[1] or '0', v[2] or '0', v[3] or '0'}
        """;
}
