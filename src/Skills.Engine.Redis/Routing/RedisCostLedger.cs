using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Skills.Engine.Redis.Connections;
using StackExchange.Redis;

namespace Skills.Engine.Redis.Routing;

/// <summary>
/// The ledger in Redis: summed here for a moment, then added in whole trillionths of a dollar, so that nothing is rounded away.
/// Each batch has a number that the server remembers, so that one repeated after a timeout counts once.
/// </summary>
internal sealed class RedisCostLedger : ICostLedger, IAsyncDisposable, IDisposable
{
    private const decimal Pico = 1_000_000_000_000m;

    // What one line can hold; a sum beyond it could never be written and would hold up all that follow.
    private const decimal MostUsd = 9_000_000m;

    // More lines than this per flush share one, so that invented names cannot fill the memory while the server is away.
    private const int MaxLines = 10_000;

    private const string Add = """
        if not redis.call('SET', KEYS[1], '1', 'NX', 'PX', 86400000) then return 0 end
        for i = 1, (#ARGV - 1) / 3 do
          redis.call('HINCRBY', KEYS[i + 2], ARGV[i * 3], ARGV[i * 3 + 1])
          redis.call('PEXPIRE', KEYS[i + 2], ARGV[1])
          redis.call('SADD', KEYS[2], ARGV[i * 3 - 1])
        end
        return 1
        """;

    private readonly RedisConnection _connection;
    private readonly RedisRoutingOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _flushing = new(1, 1);
    private readonly string _process;
    private Dictionary<Key, Sums> _open = [];
    private (string Id, Dictionary<Key, Sums> Lines)? _unsent;
    private long _batches;

    public RedisCostLedger(RedisConnection connection, IOptions<RedisRoutingOptions> options, TimeProvider time, ILogger<RedisCostLedger> logger)
    {
        _connection = connection;
        _options = options.Value;
        _time = time;
        _logger = logger;
        _process = $"{Environment.MachineName}:{Environment.ProcessId}:{time.GetUtcNow().UtcTicks}:{time.GetTimestamp()}";
        _timer = time.CreateTimer(static l => _ = ((RedisCostLedger)l!).TryFlushAsync(), this, _options.LedgerFlushEvery, _options.LedgerFlushEvery);
    }

    private string Prefix => $"{_options.KeyPrefix}:{{ledger}}:";

    /// <inheritdoc/>
    public void Record(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);

        var key = new Key(entry.Day, entry.Tenant, entry.Skill, entry.Provider, entry.Model);
        lock (_gate)
        {
            if (!_open.ContainsKey(key) && _open.Count >= MaxLines)
            {
                key = key with { Tenant = "", Skill = "*" };
            }

            _open[key] = _open.GetValueOrDefault(key).With(entry);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LedgerLine>> ReadAsync(LedgerQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);

        await FlushAsync(cancellationToken).ConfigureAwait(false);
        var database = await _connection.DatabaseAsync(cancellationToken).ConfigureAwait(false);
        var days = await database.SetMembersAsync(Prefix + "days").WaitAsync(_options.Timeout, _time, cancellationToken).ConfigureAwait(false);
        var lines = new List<LedgerLine>();
        foreach (var day in days.Select(static d => DateOnly.ParseExact((string)d!, "yyyy-MM-dd", CultureInfo.InvariantCulture)).Where(d => d >= query.From && d <= query.To).Order())
        {
            var fields = await database.HashGetAllAsync(KeyOf(day)).WaitAsync(_options.Timeout, _time, cancellationToken).ConfigureAwait(false);
            lines.AddRange(Lines(day, fields).Where(l => (query.Tenant ?? l.Tenant) == l.Tenant && (query.Skill ?? l.Skill) == l.Skill && (query.Model ?? l.Model) == l.Model));
        }

        return lines;
    }

    /// <summary>Writes what was recorded so far.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _flushing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (Next() is { } batch)
            {
                await SendAsync(batch.Id, batch.Lines, cancellationToken).ConfigureAwait(false);
                _unsent = null;
            }
        }
        finally
        {
            _flushing.Release();
        }
    }

    /// <summary>Writes what is left and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        await TryFlushAsync().ConfigureAwait(false);
        _flushing.Dispose();
    }

    /// <summary>The same for hosts that dispose of their services without waiting; takes at most the deadline of a write.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task TryFlushAsync()
    {
        try
        {
            using var deadline = new CancellationTokenSource(_options.Timeout, _time);
            await FlushAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // The batch is kept and sent again.
            RedisRoutingLog.LedgerNotWritten(_logger, e);
        }
    }

    private (string Id, Dictionary<Key, Sums> Lines)? Next()
    {
        if (_unsent is not null)
        {
            return _unsent;
        }

        lock (_gate)
        {
            if (_open.Count == 0)
            {
                return null;
            }

            _unsent = ($"{_process}:{++_batches}", _open);
            _open = [];
            return _unsent;
        }
    }

    private async Task SendAsync(string id, Dictionary<Key, Sums> lines, CancellationToken cancellationToken)
    {
        RedisKey[] keys = [$"{Prefix}batch:{id}", Prefix + "days", .. lines.SelectMany(l => Enumerable.Repeat((RedisKey)KeyOf(l.Key.Day), 5))];
        RedisValue[] values = [(long)_options.LedgerRetention.TotalMilliseconds, .. lines.SelectMany(static l => l.Value.Fields().SelectMany(f => new RedisValue[] { Name(l.Key.Day), $"{l.Key.Field}|{f.Name}", f.Value }))];
        var database = await _connection.DatabaseAsync(cancellationToken).ConfigureAwait(false);
        await database.ScriptEvaluateAsync(Add, keys, values).WaitAsync(_options.Timeout, _time, cancellationToken).ConfigureAwait(false);
    }

    private static IEnumerable<LedgerLine> Lines(DateOnly day, HashEntry[] fields) => fields
        .Select(static f => (Parts: ((string)f.Name!).Split('|'), Value: (long)f.Value))
        .Where(static f => f.Parts.Length == 5)
        .GroupBy(static f => (Tenant: Uri.UnescapeDataString(f.Parts[0]), Skill: Uri.UnescapeDataString(f.Parts[1]), Provider: Uri.UnescapeDataString(f.Parts[2]), Model: Uri.UnescapeDataString(f.Parts[3])))
        .Select(g =>
        {
            var sums = g.ToDictionary(static f => f.Parts[4], static f => f.Value);
            return new LedgerLine(day, g.Key.Tenant, g.Key.Skill, g.Key.Provider, g.Key.Model, sums.GetValueOrDefault("n"), sums.GetValueOrDefault("u"), sums.GetValueOrDefault("i"), sums.GetValueOrDefault("o"), sums.GetValueOrDefault("p") / Pico);
        })
        .OrderBy(static l => l.Tenant, StringComparer.Ordinal).ThenBy(static l => l.Skill, StringComparer.Ordinal)
        .ThenBy(static l => l.Provider, StringComparer.Ordinal).ThenBy(static l => l.Model, StringComparer.Ordinal);

    private string KeyOf(DateOnly day) => Prefix + Name(day);

    private static string Name(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private readonly record struct Key(DateOnly Day, string Tenant, string Skill, string Provider, string Model)
    {
        // Escaped, so that no name runs into another.
        public string Field => string.Join('|', new[] { Tenant, Skill, Provider, Model }.Select(Uri.EscapeDataString));
    }

    private readonly record struct Sums(long Tries, long Uncertain, long Input, long Output, decimal Usd)
    {
        public Sums With(LedgerEntry entry) => new(
            Tries + 1,
            Uncertain + (entry.Cost.Kind is CostKind.Exact ? 0 : 1),
            Input + (entry.Usage?.InputTotal ?? 0),
            Output + (entry.Usage?.OutputTotal ?? 0),
            Usd + (entry.Cost.Usd ?? 0));

        public IEnumerable<(string Name, long Value)> Fields() => [("n", Tries), ("u", Uncertain), ("i", Input), ("o", Output), ("p", (long)decimal.Round(Math.Clamp(Usd, -MostUsd, MostUsd) * Pico))];
    }
}
