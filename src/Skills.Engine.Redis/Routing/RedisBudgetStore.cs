using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Skills.Engine.Redis.Connections;
using StackExchange.Redis;

namespace Skills.Engine.Redis.Routing;

/// <summary>
/// Budgets in Redis: each operation is one script over all budgets it names, timed by the server's clock, so that no number of
/// processes together overruns one. When Redis lost its data, each process restores what it knows before anything is promised.
/// </summary>
internal sealed class RedisBudgetStore(RedisConnection connection, IOptions<RedisRoutingOptions> options, TimeProvider time, ILogger<RedisBudgetStore> logger) : IBudgetStore, IDisposable
{
    private const decimal Nano = 1_000_000_000m;

    // The server counts in doubles: whole numbers are exact up to nine million dollars. No limit is higher, and no amount beyond it fits.
    private const decimal Most = 9_000_000m;

    // Every process that may have reservations looks at the epoch so often. After a loss, processes that nobody saw have a moment to
    // restore what they know, and those that were seen have longer: they may not reach Redis at once.
    private static readonly TimeSpan LooksEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan LongestAwaited = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(10);
    private const int LiftedAtOnce = 100;

    private readonly RedisValue _process = RandomNumberGenerator.GetHexString(16, lowercase: true);
    private readonly RedisBudgetMemory _memory = new(time);
    private readonly SemaphoreSlim _restoring = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private int _isWatching;

    /// <inheritdoc/>
    public async ValueTask<BudgetShortage?> ReserveAsync(BudgetReservation reservation, IReadOnlyList<BudgetLine> budgets, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reservation);
        ArgumentNullException.ThrowIfNull(budgets);

        var answer = await RunAsync(
            RedisBudgetScripts.Reserve,
            [Epoch, Awaited, Live, DoneOf(reservation.Id)],
            budgets,
            () => ArgumentsOf(reservation, budgets),
            cancellationToken).ConfigureAwait(false);
        switch ((int)answer[0])
        {
            case 0:
                var held = _memory.Hold(reservation, budgets);
                _memory.Saw((string)answer[5 + budgets.Count]!);
                Watch();
                return await RenewedAsync((string)answer[1]!, held, cancellationToken).ConfigureAwait(false);
            case RedisBudgetScripts.Recovering:
                return new(budgets[0], 0) { Reason = "Redis lost the budgets' counters, and they are being restored." };
            case RedisBudgetScripts.Ended:
                return new(budgets[0], 0) { Reason = "The reservation was given up." };
            case var lacking:
                return new(budgets[lacking - 1], Usd((string)answer[3]!)) { ReservedUsd = Usd((string)answer[4]!) };
        }
    }

    /// <inheritdoc/>
    public async ValueTask SettleAsync(string reservationId, decimal spentUsd, IReadOnlyList<BudgetLine> budgets, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(budgets);

        _memory.End(reservationId);
        await RunAsync(
            RedisBudgetScripts.Settle,
            [Epoch, DoneOf(reservationId)],
            budgets,
            () => [reservationId, Nanos(spentUsd), .. budgets.SelectMany(b => new RedisValue[] { Kept(b), _memory.SpentOf(b.Key) })],
            cancellationToken).ConfigureAwait(false);
        _memory.Release(reservationId);
    }

    /// <inheritdoc/>
    public async ValueTask<BudgetBalance> ReadAsync(BudgetLine budget, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(budget);

        var answer = (RedisResult[])(await EvaluateAsync(RedisBudgetScripts.Read, [Epoch, .. KeysOf(budget)], ["", NewEpoch()], cancellationToken).ConfigureAwait(false))!;
        return new(Usd((string)answer[0]!) + Usd((string)answer[2]!), Usd((string)answer[1]!));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        _restoring.Dispose();
    }

    // The braces keep all budgets in one slot of a cluster, as one script touches several.
    private string Prefix => $"{options.Value.KeyPrefix}:{{budget}}:";

    private RedisKey Epoch => Prefix + "epoch";

    // Processes that have not restored yet what Redis lost, and those that may have something reserved.
    private RedisKey Awaited => Prefix + "awaited";

    private RedisKey Live => Prefix + "live";

    private RedisKey DoneOf(string reservationId) => $"{Prefix}done:{reservationId}";

    private RedisKey[] KeysOf(BudgetLine budget) => [$"{Prefix}{budget.Key}:s", $"{Prefix}{budget.Key}:x", $"{Prefix}{budget.Key}:a", $"{Prefix}{budget.Key}:l"];

    private async Task<RedisResult[]> RunAsync(string script, RedisKey[] first, IReadOnlyList<BudgetLine> budgets, Func<RedisValue[]> values, CancellationToken cancellationToken)
    {
        RedisKey[] keys = [.. first, .. budgets.SelectMany(KeysOf)];
        while (true)
        {
            var epoch = _memory.Epoch;
            var answer = (RedisResult[])(await EvaluateAsync(script, keys, [epoch, NewEpoch(), .. values()], cancellationToken).ConfigureAwait(false))!;
            if ((int)answer[0] == RedisBudgetScripts.OtherEpoch)
            {
                await RestoreAsync(epoch, cancellationToken).ConfigureAwait(false);
                continue;
            }

            Learn(answer, budgets);
            return answer;
        }
    }

    private void Learn(RedisResult[] answer, IReadOnlyList<BudgetLine> budgets)
    {
        if (_memory.Epoch.Length == 0)
        {
            _memory.Epoch = (string)answer[1]!;
        }

        if (answer.Length < 5 + budgets.Count)
        {
            return;
        }

        // The epoch was kept, and still less is counted than this process has seen: the last writes were lost.
        if ((int)answer[2] == 1)
        {
            RedisRoutingLog.BudgetsRestored(logger, _memory.Open.Count);
        }

        for (var i = 0; i < budgets.Count; i++)
        {
            _memory.Saw(budgets[i], long.Parse((string)answer[5 + i]!, CultureInfo.InvariantCulture));
        }
    }

    // One caller restores; the others find the new epoch.
    private async Task RestoreAsync(string lost, CancellationToken cancellationToken)
    {
        await _restoring.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_memory.Epoch != lost)
            {
                return;
            }

            RedisRoutingLog.BudgetsRestored(logger, _memory.Open.Count);
            RedisValue[] seen = [.. _memory.Others.SelectMany(static o => new RedisValue[] { o.Process, Milliseconds(o.Left) })];
            var epoch = (string)(await EvaluateAsync(RedisBudgetScripts.Adopt, [Epoch, Awaited, Live], [NewEpoch(), _process, Milliseconds(Moment), Milliseconds(LongestAwaited), .. seen], cancellationToken).ConfigureAwait(false))!;

            // What was seen before the loss: settlements of the new epoch are counted apart, so that neither hides the other.
            var spent = _memory.Spent.ToList();

            // From here on, reservations made in the lost epoch renew themselves. All others are among the open ones.
            _memory.Epoch = epoch;
            await TellAsync(epoch, spent, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _memory.Epoch = lost;
            throw;
        }
        finally
        {
            _restoring.Release();
        }
    }

    // Sums and reservations first; then nobody need await this process any more.
    private async Task TellAsync(string epoch, IEnumerable<(string Budget, long Nanos, TimeSpan EndsIn)> spent, CancellationToken cancellationToken)
    {
        foreach (var known in spent.Chunk(LiftedAtOnce))
        {
            RedisValue[] values = [epoch, "", .. known.SelectMany(static k => new RedisValue[] { Kept(k.EndsIn), k.Nanos })];
            await EvaluateAsync(RedisBudgetScripts.Lift, [Epoch, .. known.Select(k => (RedisKey)$"{Prefix}{k.Budget}:s")], values, cancellationToken).ConfigureAwait(false);
        }

        foreach (var held in _memory.Open)
        {
            await RenewAsync(epoch, held, cancellationToken).ConfigureAwait(false);
        }

        await EvaluateAsync(RedisBudgetScripts.Restored, [Epoch, Awaited, Live], [epoch, "", _process, Milliseconds(_memory.LivesFor)], cancellationToken).ConfigureAwait(false);
    }

    private RedisValue[] ArgumentsOf(BudgetReservation reservation, IReadOnlyList<BudgetLine> budgets)
    {
        // Its caller gave up meanwhile, and it was settled: after a restoration it is not asked for again.
        if (_memory.HasEnded(reservation.Id))
        {
            throw new TimeoutException("The reservation was given up.");
        }

        return
        [
            _process,
            reservation.Id,
            Nanos(reservation.AmountUsd),
            Milliseconds(reservation.Lifetime),
            .. budgets.SelectMany(b => new RedisValue[] { Nanos(b.LimitUsd, roundUp: false), Kept(b), _memory.SpentOf(b.Key) }),
        ];
    }

    // A reservation whose answer arrives after the loss is told again.
    private async ValueTask<BudgetShortage?> RenewedAsync(string epoch, RedisBudgetMemory.Held held, CancellationToken cancellationToken)
    {
        try
        {
            for (var now = _memory.Epoch; now != epoch && !_memory.HasEnded(held.Reservation.Id); now = _memory.Epoch)
            {
                await RenewAsync(now, held, cancellationToken).ConfigureAwait(false);
                epoch = now;
            }

            return null;
        }
        catch
        {
            _memory.Release(held.Reservation.Id);
            throw;
        }
    }

    private async Task RenewAsync(string epoch, RedisBudgetMemory.Held held, CancellationToken cancellationToken)
    {
        var (reservation, budgets) = (held.Reservation, held.Budgets);
        RedisValue[] values = [epoch, NewEpoch(), reservation.Id, Nanos(reservation.AmountUsd), Milliseconds(reservation.Lifetime), .. budgets.Select(Kept)];
        await EvaluateAsync(RedisBudgetScripts.Renew, [Epoch, DoneOf(reservation.Id), .. budgets.SelectMany(KeysOf)], values, cancellationToken).ConfigureAwait(false);
    }

    private void Watch()
    {
        if (Interlocked.Exchange(ref _isWatching, 1) == 0)
        {
            _ = WatchAsync(_stopping.Token);
        }
    }

    // While others await this process after a loss: restores then, and renews what waits to be settled.
    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (_memory.IsLive)
            {
                await Task.Delay(LooksEvery, time, cancellationToken).ConfigureAwait(false);
                await LookAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }

        Volatile.Write(ref _isWatching, 0);
        if (_memory.IsLive)
        {
            Watch();
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var database = await connection.DatabaseAsync(cancellationToken).ConfigureAwait(false);
            var known = _memory.Epoch;
            if (known.Length > 0 && await database.StringGetAsync(Epoch).WaitAsync(LostAfter, time, cancellationToken).ConfigureAwait(false) != known)
            {
                await RestoreAsync(known, cancellationToken).ConfigureAwait(false);
                return;
            }

            foreach (var held in _memory.Open)
            {
                if (time.GetElapsedTime(held.Since) > held.Reservation.Lifetime / 2)
                {
                    await RenewAsync(known, held, cancellationToken).ConfigureAwait(false);
                    _memory.Renewed(held);
                }
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The next look may succeed, and callers that reserve or settle meanwhile report the failure. A closing connection
            // cancels its commands, which must not end the watch.
            RedisRoutingLog.BudgetsNotSeen(logger, e);
        }
    }

    // A late reply may have been lost, so the connection is checked. It is still awaited, but not for ever: a command on a connection that
    // was replaced may have no reply, and a restoration must not hold up the others.
    private async Task<RedisResult> EvaluateAsync(string script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(options.Value.Timeout, time);
        using var watch = connection.Watch(late.Token);
        var database = await connection.DatabaseAsync(cancellationToken).ConfigureAwait(false);
        return await database.ScriptEvaluateAsync(script, keys, values).WaitAsync(LostAfter, time, cancellationToken).ConfigureAwait(false);
    }

    private static RedisValue Kept(BudgetLine budget) => Kept(budget.EndsIn);

    private static RedisValue Kept(TimeSpan endsIn) => Milliseconds(endsIn + TimeSpan.FromHours(1));

    private static string NewEpoch() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    private static RedisValue Nanos(decimal usd, bool roundUp = true) =>
        (long)(roundUp ? decimal.Ceiling(Math.Min(usd, Most + 1) * Nano) : decimal.Floor(Math.Min(usd, Most) * Nano));

    private static RedisValue Milliseconds(TimeSpan time) => Math.Max(1, (long)Math.Min(time.TotalMilliseconds, 3.2e11));

    private static decimal Usd(string nanos) => decimal.Parse(nanos, CultureInfo.InvariantCulture) / Nano;
}
