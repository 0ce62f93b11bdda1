namespace Skills.Engine.Batches.RedisStore;

/// <summary>
/// The scripts of the Redis store. Each is atomic on the server and in its append-only file, so counters, items and results are always
/// of one moment. KEYS are those of <see cref="RedisKeys"/>, in its order.
/// </summary>
internal static class RedisScripts
{
    // A worker that comes back must not write to a run that was deleted.
    private const string Guard = """
        local kept = redis.call('HMGET', KEYS[1], 'skill', 'retired')
        if not kept[1] or kept[2] then return 0 end

        """;

    // The clocks of workers differ, so waits are measured by that of the server, in milliseconds.
    private const string Now = """
        local function now()
            local time = redis.call('TIME')
            return time[1] * 1000 + math.floor(time[2] / 1000)
        end

        """;

    // What ends the recording of entries in 'acked' with the kind of spent 'known'.
    private const string Recorded = """

        local run = redis.call('HMGET', KEYS[1], 'spent_kind', 'pending', 'in_flight')
        if known > tonumber(run[1]) then redis.call('HSET', KEYS[1], 'spent_kind', known) end
        -- Whole nodes of the stream are freed up to the oldest claim. Behind one that takes long, entries are deleted one by one.
        local oldest = redis.call('XPENDING', KEYS[2], 'w')[2]
        if oldest then redis.call('XTRIM', KEYS[2], 'MINID', '~', oldest) end
        local left = redis.call('XLEN', KEYS[2]) - (run[2] - redis.call('ZCARD', KEYS[4])) - run[3]
        if left > 1000 + run[3] and #acked > 0 then redis.call('XDEL', KEYS[2], unpack(acked)) end

        """;

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

    /// <summary>Sets fields of the record. ARGV: pairs of fields.</summary>
    public const string Change = Guard + """
        redis.call('HSET', KEYS[1], unpack(ARGV))
        return 0
        """;

    /// <summary>
    /// Cancels a run that no worker works on, and keeps it from further writes. ARGV: lease in milliseconds, running, canceled. Returns 1,
    /// 0 when there is no run, 2 when it is running, or 3 when a worker has items. Claims of workers that are gone do not count.
    /// </summary>
    public const string Retire = """
        local state = redis.call('HGET', KEYS[1], 'state')
        if not state then return 0 end
        if state == ARGV[2] then return 2 end
        if redis.call('EXISTS', KEYS[2]) == 1 then
            for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[2], 'w')) do
                if consumer[4] > 0 and consumer[6] <= tonumber(ARGV[1]) then return 3 end
            end
        end
        redis.call('HSET', KEYS[1], 'state', ARGV[3], 'retired', 1)
        return 1
        """;

    /// <summary>Stores a batch of a provider. ARGV: key and record.</summary>
    public const string SaveVendorBatch = Guard + """
        redis.call('HSET', KEYS[1] .. ':vendor-batches', ARGV[1], ARGV[2])
        return 0
        """;

    /// <summary>Adds items and moves the position. ARGV: position before, position after, mark, done, then row, id and inputs of each item. Returns the position.</summary>
    public const string Append = """
        local run = redis.call('HMGET', KEYS[1], 'read', 'source_done')
        if run[1] == ARGV[1] and run[2] == '0' then
            for i = 5, #ARGV, 3 do
                redis.call('XADD', KEYS[2], '*', 'r', ARGV[i], 'i', ARGV[i + 1], 'd', ARGV[i + 2])
            end
            redis.call('HSET', KEYS[1], 'read', ARGV[2], 'mark', ARGV[3], 'source_done', ARGV[4])
            redis.call('HINCRBY', KEYS[1], 'pending', (#ARGV - 4) / 3)
        end
        return redis.call('HMGET', KEYS[1], 'read', 'mark', 'source_done')
        """;

    /// <summary>
    /// Gives at most 1,000 items to a worker. ARGV: worker, most items, lease in milliseconds, whether expired leases are
    /// looked for. Returns state, finished, budget used, and the entries. An expired claim is added again as an item with one more
    /// lost attempt, so every entry of the stream is delivered once. The fields of an entry are row, id and inputs, and after the
    /// first attempt also attempts, lost attempts, spent and kind of spent.
    /// </summary>
    public const string Claim = Now + """
        local run = redis.call('HMGET', KEYS[1], 'state', 'budget', 'cap')
        if not run[1] then return {'-1', 0, 0, {}} end
        local due = redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', now(), 'LIMIT', 0, 100)
        for _, row in ipairs(due) do
            local item = cmsgpack.unpack(redis.call('HGET', KEYS[5], row))
            redis.call('XADD', KEYS[2], '*', 'r', row, 'i', item[1], 'd', item[2], 'a', item[3], 'l', item[4], 's', item[5], 'k', item[6])
            redis.call('ZREM', KEYS[4], row)
            redis.call('HDEL', KEYS[5], row)
        end
        if ARGV[4] == '1' then
            -- Each start of a worker is a consumer. One that lost its claims is gone, or comes again with its next read.
            for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[2], 'w')) do
                if consumer[4] == 0 and consumer[6] > 10 * ARGV[3] then redis.call('XGROUP', 'DELCONSUMER', KEYS[2], 'w', consumer[2]) end
            end
            local expired = redis.call('XAUTOCLAIM', KEYS[2], 'w', ARGV[1], ARGV[3], '0-0', 'COUNT', 100)[2]
            for _, e in ipairs(expired) do
                local f = e[2]
                redis.call('XACK', KEYS[2], 'w', e[1])
                redis.call('XDEL', KEYS[2], e[1])
                redis.call('HINCRBY', KEYS[1], 'in_flight', -1)
                redis.call('HINCRBY', KEYS[1], 'repeats', 1)
                redis.call('HINCRBY', KEYS[1], 'unsure', run[3])
                local kind = tonumber(redis.call('HGET', KEYS[1], 'spent_kind'))
                redis.call('HSET', KEYS[1], 'spent_kind', math.max(kind, 2))
                if redis.call('GETBIT', KEYS[3], f[2]) == 0 then
                    redis.call('XADD', KEYS[2], '*', 'r', f[2], 'i', f[4], 'd', f[6], 'a', (f[8] or 0) + 1, 'l', (f[10] or 0) + 1, 's', f[12] or 0, 'k', math.max(2, tonumber(f[14] or 0)))
                    redis.call('HINCRBY', KEYS[1], 'pending', 1)
                end
            end
        end
        local counts = redis.call('HMGET', KEYS[1], 'pending', 'in_flight', 'source_done', 'spent', 'unsure')
        local pending, flight = tonumber(counts[1]), tonumber(counts[2])
        -- Lua passes a few thousand values at most, and other clients wait for the script.
        local most, used = math.min(1000, tonumber(ARGV[2])), 0
        if run[2] ~= '' and run[3] ~= '0' then
            local room = math.floor((tonumber(run[2]) - tonumber(counts[4]) - tonumber(counts[5]) - flight * tonumber(run[3])) / tonumber(run[3]))
            most = math.max(0, math.min(most, room))
            if room <= 0 and flight == 0 and pending > 0 then used = 1 end
        end
        local given = {}
        if run[1] == '0' and most > 0 then
            local read = redis.call('XREADGROUP', 'GROUP', 'w', ARGV[1], 'COUNT', most, 'STREAMS', KEYS[2], '>')
            local entries, from, to = read and read[1][2] or {}, math.huge, 0
            for _, e in ipairs(entries) do
                local row = tonumber(e[2][2])
                from, to = math.min(from, row), math.max(to, row)
            end
            -- Rows that are close together have their bits in one short string.
            local first = math.floor(from / 8)
            local bits = #entries > 0 and to - from < 8000 and redis.call('GETRANGE', KEYS[3], first, math.floor(to / 8))
            for _, e in ipairs(entries) do
                local f, row, done = e[2], tonumber(e[2][2])
                if bits then
                    done = bit.band(string.byte(bits, math.floor(row / 8) - first + 1) or 0, 2 ^ (7 - row % 8)) ~= 0
                else
                    done = redis.call('GETBIT', KEYS[3], row) == 1
                end
                pending = pending - 1
                if done then
                    redis.call('XACK', KEYS[2], 'w', e[1])
                else
                    flight = flight + 1
                    given[#given + 1] = {e[1], f[2], f[4], f[6], f[8], f[10], f[12], f[14]}
                end
            end
            if read then redis.call('HSET', KEYS[1], 'pending', pending, 'in_flight', flight) end
        end
        -- No item is in the stream that is not done.
        if pending == 0 and flight == 0 then redis.call('XTRIM', KEYS[2], 'MAXLEN', 0) end
        local finished = 0
        if counts[3] == '1' and pending == 0 and flight == 0 then finished = 1 end
        return {run[1], finished, used, given}
        """;

    /// <summary>
    /// Keeps claims. ARGV: worker, then entry and time of each claim. An entry is delivered once, so its number of deliveries is free
    /// to hold the time, which <see cref="Workers"/> reads.
    /// </summary>
    public const string Renew = Guard + """
        for i = 2, #ARGV, 2 do redis.call('XCLAIM', KEYS[2], 'w', ARGV[1], 0, ARGV[i], 'RETRYCOUNT', ARGV[i + 1], 'JUSTID') end
        return 0
        """;

    /// <summary>Returns name, items, and of the oldest claim idle time and deliveries, for each worker that has claims.</summary>
    public const string Workers = """
        local workers = {}
        if redis.call('EXISTS', KEYS[2]) == 0 then return workers end
        for _, worker in ipairs(redis.call('XPENDING', KEYS[2], 'w')[4] or {}) do
            local oldest = redis.call('XPENDING', KEYS[2], 'w', '-', '+', 1, worker[1])[1]
            workers[#workers + 1] = {worker[1], worker[2], oldest[3], oldest[4]}
        end
        return workers
        """;

    /// <summary>Returns claims as if they were never made. ARGV: entries.</summary>
    public const string Release = Guard + """
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
    /// Records successes of rows that have no result yet. ARGV: number of items, spent, kind of spent, unsure, lost, and the entries. Then for each
    /// bucket of rows its number, a byte of the finished rows and the bits to set from there, the number of items, and row and result of each.
    /// Returns 1, or 0 without any effect when one of the rows has a result.
    /// </summary>
    /// <remarks>The caller adds up and groups: each value that a script handles costs more than its write.</remarks>
    public const string Succeed = Guard + """
        local acked, masks, at = {unpack(ARGV, 6, 5 + ARGV[1])}, {}, 6 + ARGV[1]
        while at <= #ARGV do
            local mask, bytes = ARGV[at + 2], {}
            local done = redis.call('GETRANGE', KEYS[3], ARGV[at + 1], ARGV[at + 1] + #mask - 1)
            for i = 1, #mask do
                local before, set = string.byte(done, i) or 0, string.byte(mask, i)
                if bit.band(before, set) ~= 0 then return 0 end
                bytes[i] = string.char(before + set)
            end
            masks[at] = table.concat(bytes)
            at = at + 4 + 2 * ARGV[at + 3]
        end
        at = 6 + ARGV[1]
        while at <= #ARGV do
            local next = at + 4 + 2 * ARGV[at + 3]
            redis.call('SETRANGE', KEYS[3], ARGV[at + 1], masks[at])
            redis.call('HSET', KEYS[1] .. ':results:' .. ARGV[at], unpack(ARGV, at + 4, next - 1))
            at = next
        end
        redis.call('HINCRBY', KEYS[1], 'in_flight', 0 - redis.call('XACK', KEYS[2], 'w', unpack(acked)))
        redis.call('HINCRBY', KEYS[1], 'succeeded', ARGV[1])
        redis.call('HINCRBY', KEYS[1], 'spent', ARGV[2])
        if ARGV[4] ~= '0' then redis.call('HINCRBY', KEYS[1], 'unsure', ARGV[4]) end
        if ARGV[5] ~= '0' then redis.call('HINCRBY', KEYS[1], 'repeats', ARGV[5]) end
        local known = tonumber(ARGV[3])
        """ + Recorded + "return 1";

    /// <summary>
    /// Records outcomes. ARGV of each: kind, entry, row, spent, kind of spent, unsure, lost. Then of a success the result, of a dead
    /// letter result, code, id, inputs and packed numbers of the item, and of a retry its wait in milliseconds, id, inputs and packed numbers.
    /// The first result of a row is kept. A worker that lost its lease may still bring it.
    /// </summary>
    /// <remarks>Counters are added up and written once, and so are results of one bucket: each command costs time here and in the append-only file.</remarks>
    public const string Record = Guard + Now + """
        local width = {['0'] = 8, ['1'] = 12, ['2'] = 11}
        local sums, results, acked, sets, known = {}, {}, {}, {}, 0
        local function add(name, amount)
            -- Lua adds numbers of up to 12 digits without an error.
            if #amount > 12 then redis.call('HINCRBY', KEYS[1], name, amount) else sums[name] = (sums[name] or 0) + tonumber(amount) end
        end
        local function keep(row, result)
            local bucket = KEYS[1] .. ':results:' .. math.floor(row / 1000)
            local values = results[bucket] or {}
            values[#values + 1] = row
            values[#values + 1] = result
            results[bucket] = values
        end
        local i = 1
        while i <= #ARGV do
            if ARGV[i] ~= '2' then
                sets[#sets + 1] = 'SET'
                sets[#sets + 1] = 'u1'
                sets[#sets + 1] = ARGV[i + 2]
                sets[#sets + 1] = 1
            end
            i = i + width[ARGV[i]]
        end
        local before, n = #sets > 0 and redis.call('BITFIELD', KEYS[3], unpack(sets)), 0
        i = 1
        while i <= #ARGV do
            local kind, entry, row = ARGV[i], ARGV[i + 1], ARGV[i + 2]
            local mine = redis.call('XACK', KEYS[2], 'w', entry) == 1
            local counts = mine
            if mine then
                acked[#acked + 1] = entry
            end
            if kind == '2' then
                if mine and redis.call('GETBIT', KEYS[3], row) == 0 then
                    local a, l, s, k = string.match(ARGV[i + 10], '(%d+) (%d+) (%d+) (%d+)')
                    redis.call('HSET', KEYS[5], row, cmsgpack.pack({ARGV[i + 8], ARGV[i + 9], a, l, s, k}))
                    redis.call('ZADD', KEYS[4], now() + ARGV[i + 7], row)
                    add('pending', '1')
                end
            else
                n = n + 1
                if before[n] == 0 then
                    counts = true
                    keep(row, ARGV[i + 7])
                    if kind == '0' then
                        add('succeeded', '1')
                    else
                        add('failed', '1')
                        redis.call('HINCRBY', KEYS[7], ARGV[i + 8], 1)
                        redis.call('HSET', KEYS[6], row, cmsgpack.pack({ARGV[i + 9], ARGV[i + 10], ARGV[i + 8], ARGV[i + 11]}))
                    end
                end
            end
            if counts then
                add('spent', ARGV[i + 3])
                add('unsure', ARGV[i + 5])
                add('repeats', ARGV[i + 6])
                known = math.max(known, tonumber(ARGV[i + 4]))
            end
            i = i + width[kind]
        end
        for bucket, values in pairs(results) do redis.call('HSET', bucket, unpack(values)) end
        sums.in_flight = -#acked
        for name, sum in pairs(sums) do
            if sum ~= 0 then redis.call('HINCRBY', KEYS[1], name, sum) end
        end
        """ + Recorded + "return 0";

    /// <summary>Makes dead letters wait again. ARGV: rows. Returns how many.</summary>
    public const string Redrive = Guard + """
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
