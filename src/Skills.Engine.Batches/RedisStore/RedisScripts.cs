namespace Skills.Engine.Batches.RedisStore;

/// <summary>
/// The scripts of the Redis store. Each is atomic on the server and in its append-only file, so counters, items and results are always
/// of one moment. KEYS are those of <see cref="RedisKeys"/>, in its order.
/// </summary>
internal static class RedisScripts
{
    /// <summary>Stores a run. ARGV: pairs of fields. Returns 1, or 0 when it exists.</summary>
    public const string Create = """
        if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
        redis.call('HSET', KEYS[1], unpack(ARGV))
        redis.call('XGROUP', 'CREATE', KEYS[2], 'w', '0', 'MKSTREAM')
        return 1
        """;

    /// <summary>Changes the state. ARGV: state, reason, message, then the states it may be in. Returns 1 when it was changed.</summary>
    public const string Move = """
        local state = redis.call('HGET', KEYS[1], 'state')
        for i = 4, #ARGV do
            if ARGV[i] == state then
                redis.call('HSET', KEYS[1], 'state', ARGV[1], 'stop_reason', ARGV[2], 'stop_message', ARGV[3])
                return 1
            end
        end
        return 0
        """;

    /// <summary>Adds items and moves the position. ARGV: position before, position after, mark, done, then row, id and inputs of each item. Returns the position.</summary>
    public const string Append = """
        local run = redis.call('HMGET', KEYS[1], 'read', 'source_done')
        if run[1] == ARGV[1] and run[2] == '0' then
            for i = 5, #ARGV, 3 do
                redis.call('XADD', KEYS[2], '*', 'r', ARGV[i], 'i', ARGV[i + 1], 'd', ARGV[i + 2], 'a', '0', 'l', '0', 's', '0', 'k', '0')
            end
            redis.call('HSET', KEYS[1], 'read', ARGV[2], 'mark', ARGV[3], 'source_done', ARGV[4])
            redis.call('HINCRBY', KEYS[1], 'pending', (#ARGV - 4) / 3)
        end
        return redis.call('HMGET', KEYS[1], 'read', 'mark', 'source_done')
        """;

    /// <summary>
    /// Gives items to a worker. ARGV: worker, most items, now in milliseconds, lease in milliseconds, whether expired leases are
    /// looked for. Returns state, finished, budget used, and the entries. An expired claim is added again as an item with one more
    /// lost attempt, so every entry of the stream is delivered once.
    /// </summary>
    public const string Claim = """
        local function field(entry, name)
            for i = 1, #entry, 2 do if entry[i] == name then return entry[i + 1] end end
        end
        local run = redis.call('HMGET', KEYS[1], 'state', 'budget', 'cap')
        if not run[1] then return {'-1', 0, 0, {}} end
        local due = redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', ARGV[3], 'LIMIT', 0, 100)
        for _, row in ipairs(due) do
            local item = cmsgpack.unpack(redis.call('HGET', KEYS[5], row))
            redis.call('XADD', KEYS[2], '*', 'r', row, 'i', item[1], 'd', item[2], 'a', item[3], 'l', item[4], 's', item[5], 'k', item[6])
            redis.call('ZREM', KEYS[4], row)
            redis.call('HDEL', KEYS[5], row)
        end
        if ARGV[5] == '1' then
            local expired = redis.call('XAUTOCLAIM', KEYS[2], 'w', ARGV[1], ARGV[4], '0-0', 'COUNT', 100)[2]
            for _, e in ipairs(expired) do
                local f = e[2]
                redis.call('XACK', KEYS[2], 'w', e[1])
                redis.call('XDEL', KEYS[2], e[1])
                redis.call('HINCRBY', KEYS[1], 'in_flight', -1)
                redis.call('HINCRBY', KEYS[1], 'repeats', 1)
                redis.call('HINCRBY', KEYS[1], 'unsure', run[3])
                local kind = tonumber(redis.call('HGET', KEYS[1], 'spent_kind'))
                redis.call('HSET', KEYS[1], 'spent_kind', math.max(kind, 2))
                local row = field(f, 'r')
                if redis.call('GETBIT', KEYS[3], row) == 0 then
                    redis.call('XADD', KEYS[2], '*', 'r', row, 'i', field(f, 'i'), 'd', field(f, 'd'), 'a', field(f, 'a') + 1, 'l', field(f, 'l') + 1, 's', field(f, 's'), 'k', math.max(2, tonumber(field(f, 'k'))))
                    redis.call('HINCRBY', KEYS[1], 'pending', 1)
                end
            end
        end
        local counts = redis.call('HMGET', KEYS[1], 'pending', 'in_flight', 'source_done', 'spent', 'unsure')
        local pending, flight = tonumber(counts[1]), tonumber(counts[2])
        local most, used = tonumber(ARGV[2]), 0
        if run[2] ~= '' and run[3] ~= '0' then
            local room = math.floor((tonumber(run[2]) - tonumber(counts[4]) - tonumber(counts[5]) - flight * tonumber(run[3])) / tonumber(run[3]))
            most = math.max(0, math.min(most, room))
            if room <= 0 and flight == 0 and pending > 0 then used = 1 end
        end
        local given = {}
        if run[1] == '0' and most > 0 then
            local read = redis.call('XREADGROUP', 'GROUP', 'w', ARGV[1], 'COUNT', most, 'STREAMS', KEYS[2], '>')
            for _, e in ipairs(read and read[1][2] or {}) do
                pending = pending - 1
                if redis.call('GETBIT', KEYS[3], field(e[2], 'r')) == 1 then
                    redis.call('XACK', KEYS[2], 'w', e[1])
                    redis.call('XDEL', KEYS[2], e[1])
                else
                    flight = flight + 1
                    given[#given + 1] = {e[1], field(e[2], 'r'), field(e[2], 'i'), field(e[2], 'd'), field(e[2], 'a'), field(e[2], 'l'), field(e[2], 's'), field(e[2], 'k')}
                end
            end
            redis.call('HSET', KEYS[1], 'pending', pending, 'in_flight', flight)
        end
        local finished = 0
        if counts[3] == '1' and pending == 0 and flight == 0 then finished = 1 end
        return {run[1], finished, used, given}
        """;

    /// <summary>Keeps claims. ARGV: worker, then entries.</summary>
    public const string Renew = """
        for i = 2, #ARGV do redis.call('XCLAIM', KEYS[2], 'w', ARGV[1], 0, ARGV[i], 'JUSTID') end
        return 0
        """;

    /// <summary>Returns claims as if they were never made. ARGV: entries.</summary>
    public const string Release = """
        for i = 1, #ARGV do
            if redis.call('XACK', KEYS[2], 'w', ARGV[i]) == 1 then
                local e = redis.call('XRANGE', KEYS[2], ARGV[i], ARGV[i])[1]
                redis.call('XDEL', KEYS[2], ARGV[i])
                redis.call('XADD', KEYS[2], '*', unpack(e[2]))
                redis.call('HINCRBY', KEYS[1], 'in_flight', -1)
                redis.call('HINCRBY', KEYS[1], 'pending', 1)
            end
        end
        return 0
        """;

    /// <summary>
    /// Records outcomes. ARGV, 13 for each: entry, row, kind, spent, kind of spent, unsure, lost, not before, result, code, id, inputs, packed numbers
    /// of the item. The first result of a row is kept. A worker that lost its lease may still bring it.
    /// </summary>
    public const string Record = """
        for i = 1, #ARGV, 13 do
            local row, kind = ARGV[i + 1], ARGV[i + 2]
            local mine = redis.call('XACK', KEYS[2], 'w', ARGV[i])
            if mine == 1 then
                redis.call('XDEL', KEYS[2], ARGV[i])
                redis.call('HINCRBY', KEYS[1], 'in_flight', -1)
            end
            local counts = mine == 1
            if kind == '2' then
                if mine == 1 and redis.call('GETBIT', KEYS[3], row) == 0 then
                    local a, l, s, k = string.match(ARGV[i + 12], '(%d+) (%d+) (%d+) (%d+)')
                    redis.call('HSET', KEYS[5], row, cmsgpack.pack({ARGV[i + 10], ARGV[i + 11], a, l, s, k}))
                    redis.call('ZADD', KEYS[4], ARGV[i + 7], row)
                    redis.call('HINCRBY', KEYS[1], 'pending', 1)
                end
            elseif redis.call('SETBIT', KEYS[3], row, 1) == 0 then
                counts = true
                redis.call('HSET', KEYS[1] .. ':results:' .. math.floor(row / 1000), row, ARGV[i + 8])
                if kind == '0' then
                    redis.call('HINCRBY', KEYS[1], 'succeeded', 1)
                else
                    redis.call('HINCRBY', KEYS[1], 'failed', 1)
                    redis.call('HINCRBY', KEYS[7], ARGV[i + 9], 1)
                    redis.call('HSET', KEYS[6], row, cmsgpack.pack({ARGV[i + 10], ARGV[i + 11], ARGV[i + 9], ARGV[i + 12]}))
                end
            end
            if counts then
                redis.call('HINCRBY', KEYS[1], 'spent', ARGV[i + 3])
                redis.call('HINCRBY', KEYS[1], 'unsure', ARGV[i + 5])
                redis.call('HINCRBY', KEYS[1], 'repeats', ARGV[i + 6])
                local known = tonumber(redis.call('HGET', KEYS[1], 'spent_kind'))
                redis.call('HSET', KEYS[1], 'spent_kind', math.max(known, tonumber(ARGV[i + 4])))
            end
        end
        return 0
        """;

    /// <summary>Makes dead letters wait again. ARGV: rows. Returns how many.</summary>
    public const string Redrive = """
        local redriven = 0
        for i = 1, #ARGV do
            local packed = redis.call('HGET', KEYS[6], ARGV[i])
            if packed then
                local item = cmsgpack.unpack(packed)
                local a, l, s, k = string.match(item[4], '(%d+) (%d+) (%d+) (%d+)')
                redis.call('SETBIT', KEYS[3], ARGV[i], 0)
                redis.call('HDEL', KEYS[6], ARGV[i])
                redis.call('HDEL', KEYS[1] .. ':results:' .. math.floor(ARGV[i] / 1000), ARGV[i])
                if redis.call('HINCRBY', KEYS[7], item[3], -1) == 0 then redis.call('HDEL', KEYS[7], item[3]) end
                redis.call('HINCRBY', KEYS[1], 'failed', -1)
                redis.call('HINCRBY', KEYS[1], 'pending', 1)
                redis.call('XADD', KEYS[2], '*', 'r', ARGV[i], 'i', item[1], 'd', item[2], 'a', '0', 'l', l, 's', s, 'k', k)
                redriven = redriven + 1
            end
        end
        return redriven
        """;
}
