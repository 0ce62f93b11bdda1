namespace Skills.Engine.Redis.Routing;

/// <summary>
/// The Lua scripts of budgets. Amounts are whole billionths of a dollar. Four keys a budget: s sums (s spent before the last loss, n since then, r reserved, b booked
/// for lapsed reservations), x ends of reservations, a their amounts, l amounts of lapsed ones. A lapsed reservation counts as
/// spent, since a try may have been paid under it; a late settlement puts what was really spent in its place.
/// </summary>
internal static class RedisBudgetScripts
{
    /// <summary>The data of another epoch than the process knows is there: counters were lost.</summary>
    public const int OtherEpoch = -1;

    /// <summary>Processes restore what they know, so nothing may be promised yet.</summary>
    public const int Recovering = -2;

    /// <summary>The reservation was settled already: its caller had given up.</summary>
    public const int Ended = -3;

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
        local function keep(ms, ...)
          for _, k in ipairs({...}) do redis.call('PEXPIRE', k, ms) end
        end
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
        local function live(processes, process, ends)
          if tonumber(redis.call('ZSCORE', processes, process) or '0') < ends then redis.call('ZADD', processes, ends, process) end
          keep(86400000, processes)
        end
        local function remaining(processes)
          local all = redis.call('ZRANGE', processes, 0, 999, 'WITHSCORES')
          for i = 2, #all, 2 do all[i] = string.format('%.0f', all[i] - now) end
          return table.concat(all, ' ')
        end
        local function total(s)
          local v = redis.call('HMGET', s, 's', 'n')
          return tonumber(v[1] or '0') + tonumber(v[2] or '0')
        end
        local lifted = 0
        local function lift(s, known)
          local missing = tonumber(known) - total(s)
          if missing > 0 then
            redis.call('HINCRBY', s, 's', string.format('%.0f', missing))
            lifted = 1
          end
        end

        """;

    // Keys: epoch, awaited processes, live processes, mark of the settlement, then those of each budget. Arguments from the third: process, id, amount, lifetime; limit,
    // time to keep and known spending of each budget. The answer ends with the live processes and how long each may still have something reserved.
    public const string Reserve = Head + """
        redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
        if redis.call('ZCARD', KEYS[2]) > 0 then return {-2, epoch} end
        if redis.call('EXISTS', KEYS[4]) == 1 then return {-3, epoch} end
        local n = (#KEYS - 4) / 4
        local amount = tonumber(ARGV[5])
        local answer = {0, epoch, 0, 0, 0}
        for i = 0, n - 1 do
          local s, x, a, l = KEYS[i * 4 + 5], KEYS[i * 4 + 6], KEYS[i * 4 + 7], KEYS[i * 4 + 8]
          lapse(s, x, a, l)
          lift(s, ARGV[9 + i * 3])
          local own = tonumber(redis.call('HGET', a, ARGV[4]) or '0')
          local late = tonumber(redis.call('HGET', l, ARGV[4]) or '0')
          local v = redis.call('HMGET', s, 'r', 'b')
          local reserved = tonumber(v[1] or '0') - own
          local left = tonumber(ARGV[7 + i * 3]) - total(s) - tonumber(v[2] or '0') + late - reserved
          answer[6 + i] = string.format('%.0f', total(s))
          if amount > left and answer[1] == 0 then
            answer[1], answer[4], answer[5] = i + 1, string.format('%.0f', math.max(0, left)), string.format('%.0f', reserved)
          end
        end
        answer[3] = lifted
        if answer[1] > 0 then return answer end
        for i = 0, n - 1 do
          local s, x, a, l = KEYS[i * 4 + 5], KEYS[i * 4 + 6], KEYS[i * 4 + 7], KEYS[i * 4 + 8]
          hold(s, x, a, l, ARGV[4], ARGV[5], now + tonumber(ARGV[6]))
          keep(math.max(tonumber(ARGV[8 + i * 3]), tonumber(ARGV[6])), s, x, a, l)
        end
        redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
        live(KEYS[3], ARGV[3], now + tonumber(ARGV[6]))
        answer[6 + n] = remaining(KEYS[3])
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
            redis.call('HINCRBY', s, 'n', ARGV[4])
            keep(ARGV[5 + i * 2], s, l)
          end
          answer[6 + i] = string.format('%.0f', total(s))
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

    // Takes up the epoch that is there now, or begins one. Nothing is reserved until all processes have restored what they know: those that
    // this one saw, unless they restored already, and for a moment those that nobody saw. A process that does not come back is awaited
    // until what it reserved has lapsed, or for the longest time. Keys: epoch, awaited, live. Arguments: new epoch, own process, a moment,
    // the longest time, then each process seen and how long it may have something reserved.
    public const string Adopt = """
        local t = redis.call('TIME')
        local now = t[1] * 1000 + math.floor(t[2] / 1000)
        local epoch = redis.call('GET', KEYS[1])
        if not epoch then
          epoch = ARGV[1]
          redis.call('SET', KEYS[1], epoch)
        end
        redis.call('ZADD', KEYS[2], now + tonumber(ARGV[3]), '')
        redis.call('ZADD', KEYS[2], now + tonumber(ARGV[4]), ARGV[2])
        for i = 5, #ARGV, 2 do
          if not redis.call('ZSCORE', KEYS[3], ARGV[i]) and not redis.call('ZSCORE', KEYS[2], ARGV[i]) then
            redis.call('ZADD', KEYS[2], now + math.min(tonumber(ARGV[i + 1]), tonumber(ARGV[4])), ARGV[i])
          end
        end
        redis.call('PEXPIRE', KEYS[2], 86400000)
        return epoch
        """;

    // This process has restored all it knows. Keys: epoch, awaited, live. Arguments from the third: own process, the longest time.
    public const string Restored = Head + """
        redis.call('ZREM', KEYS[2], ARGV[3])
        live(KEYS[3], ARGV[3], now + tonumber(ARGV[4]))
        return {0, epoch, 0, 0, 0}
        """;

    // Keys: epoch, then the sums of each budget. Arguments from the third: time to keep and known spending of each.
    public const string Lift = Head + """
        for i = 2, #KEYS do
          if tonumber(redis.call('HGET', KEYS[i], 's') or '0') < tonumber(ARGV[i * 2]) then redis.call('HSET', KEYS[i], 's', ARGV[i * 2]) end
          keep(ARGV[i * 2 - 1], KEYS[i])
        end
        return {0, epoch, 0, 0, 0}
        """;

    public const string Read = Head + """
        lapse(KEYS[2], KEYS[3], KEYS[4], KEYS[5])
        local v = redis.call('HMGET', KEYS[2], 'r', 'b')
        return {string.format('%.0f', total(KEYS[2])), v[1] or '0', v[2] or '0'}
        """;
}
