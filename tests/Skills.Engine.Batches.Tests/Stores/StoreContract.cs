using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.Tests.Stores;

/// <summary>What every store promises.</summary>
public abstract partial class StoreContract
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A store whose leases do not end within a test.</summary>
    private protected abstract IBatchStore Store { get; }

    /// <summary>The same store with leases that end at once, or when <see cref="LoseWorkersAsync"/> is called.</summary>
    private protected abstract IBatchStore Impatient { get; }

    /// <summary>The same store with a clock of its own.</summary>
    private protected abstract IBatchStore WithClock(TimeProvider time);

    /// <summary>Whether several processes work on a run.</summary>
    private protected virtual bool IsShared => true;

    /// <summary>Ends the claims of workers where a store has no leases.</summary>
    private protected virtual Task LoseWorkersAsync(string run) => Task.CompletedTask;

    [Fact]
    public async Task OnlyTheFirstResultOfAnItemCounts()
    {
        var run = await CreateAsync(items: 3);
        var claims = (await Store.ClaimAsync(run, "a", 10, Token)).Claims;
        BatchOutcome[] outcomes = [Succeeded(claims[0], 5), Succeeded(claims[1], 7)];

        await Store.RecordAsync(run, "a", outcomes, Token);
        await Store.RecordAsync(run, "a", outcomes, Token);
        var counts = (await Store.CountAsync(run, Token))!;

        Assert.Equal([1L, 2, 3], claims.Select(static c => c.Row));
        Assert.Equal([("id-1", """{"n":1}"""), ("id-2", """{"n":2}"""), (null, """{"n":3}""")], claims.Select(static c => (c.Id, c.Inputs)));
        Assert.Equal((2L, 0L, 1L, 0L), (counts.Succeeded, counts.Pending, counts.InFlight, counts.Failed));
        Assert.Equal(new Cost(Money.Usd(12), CostKind.Exact), counts.Spent);
        Assert.Equal([1L, 2], (await Some.ListAsync(Store.ReadAsync(run, new(), Token))).Select(static r => r.Row));
    }

    [Fact]
    public async Task AnItemOfALostWorkerIsGivenToAnotherAndBothMayBringItsResultOnce()
    {
        var run = await CreateAsync(items: 1, budget: 1, cap: 0.25m);
        var lost = Assert.Single((await Impatient.ClaimAsync(run, "a", 10, Token)).Claims);
        await LoseWorkersAsync(run);

        var again = await ClaimOneAsync(run, "b", Impatient);
        await Store.RecordAsync(run, "b", [Succeeded(again, 5)], Token);
        await Store.RecordAsync(run, "a", [Succeeded(lost, 9)], Token);
        var counts = (await Store.CountAsync(run, Token))!;

        Assert.Equal((1L, 2, 1, CostKind.AtLeast), (again.Row, again.Attempt, again.Lost, again.SpentKind));
        Assert.Equal((1L, 0L, 0L, 1L), (counts.Succeeded, counts.Pending, counts.InFlight, counts.Repeats));
        Assert.Equal(CostKind.AtLeast, counts.Spent.Kind);
        Assert.InRange(counts.CommittedUsd!.Value, 0.25m, 0.2501m);
        Assert.Equal("b", Assert.Single(await Some.ListAsync(Store.ReadAsync(run, new(), Token))).ModelId);
        Assert.True((await Store.ClaimAsync(run, "c", 10, Token)).IsFinished);
    }

    [Fact]
    public async Task ALateResultOfALostWorkerCountsAndTheItemIsNotGivenAgain()
    {
        Assert.SkipUnless(IsShared, "A worker of a journal is lost with its process, and brings nothing.");
        var run = await CreateAsync(items: 2);
        var lost = await ClaimOneAsync(run, "a", Impatient);
        await LoseWorkersAsync(run);
        await Eventually.HoldsAsync(async () => (await Impatient.ClaimAsync(run, "b", 0, Token)) is not null && (await Store.CountAsync(run, Token))!.InFlight == 0, "The claim did not expire.");

        await Store.RecordAsync(run, "a", [Succeeded(lost, 9)], Token);
        var rest = await Store.ClaimAsync(run, "b", 10, Token);
        var counts = (await Store.CountAsync(run, Token))!;

        Assert.Equal([2L], rest.Claims.Select(static c => c.Row));
        Assert.Equal((1L, 0L, 1L, 1L), (counts.Succeeded, counts.Pending, counts.InFlight, counts.Repeats));
        Assert.Equal(new Cost(Money.Usd(9), CostKind.AtLeast), counts.Spent);
    }

    [Fact]
    public async Task ARepeatedResultAmongNewOnesHasNoEffect()
    {
        var run = await CreateAsync(items: 1100);
        var claims = new List<BatchClaim>();
        while ((await Store.ClaimAsync(run, "a", 1000, Token)).Claims is { Count: > 0 } some)
        {
            claims.AddRange(some);
        }

        BatchClaim[] all = [.. claims.OrderBy(static c => c.Row)];
        await Store.RecordAsync(run, "a", [Succeeded(all[6], 1), Dead(all[7], "output.type"), Succeeded(all[998], 1), Succeeded(all[999], 1)], Token);
        await Store.RecordAsync(run, "a", [.. all[..500].Select(static c => Succeeded(c, 1))], Token);
        await Store.RecordAsync(run, "a", [.. all[500..].Select(static c => Succeeded(c, 1)), Succeeded(all[1050], 1)], Token);
        var counts = (await Store.CountAsync(run, Token))!;

        Assert.Equal((1099L, 1L, 0L, 0L), (counts.Succeeded, counts.Failed, counts.Pending, counts.InFlight));
        Assert.Equal(new Cost(Money.Usd(1099), CostKind.Exact), counts.Spent);
        Assert.Equal(Enumerable.Range(1, 1100).Select(static n => (long)n), (await Some.ListAsync(Store.ReadAsync(run, new(), Token))).Select(static r => r.Row));
        Assert.True((await Store.ClaimAsync(run, "b", 10, Token)).IsFinished);
    }

    [Fact]
    public async Task ARetryWaitsForItsTimeAndKeepsItsCost()
    {
        var run = await CreateAsync(items: 1);
        var claim = await ClaimOneAsync(run, "a");

        await Store.RecordAsync(run, "a", [Retry(claim, 3, TimeSpan.FromHours(1))], Token);
        var early = await Store.ClaimAsync(run, "a", 10, Token);
        var counts = (await Store.CountAsync(run, Token))!;

        Assert.Empty(early.Claims);
        Assert.False(early.IsFinished);
        Assert.Equal((1L, 0L, Money.Usd(3)), (counts.Pending, counts.InFlight, counts.Spent.Usd!.Value));
    }

    [Fact]
    public async Task ADueRetryIsGivenWithItsAttemptsAndCost()
    {
        var run = await CreateAsync(items: 1);
        await Store.RecordAsync(run, "a", [Retry(await ClaimOneAsync(run, "a"), 3, TimeSpan.Zero)], Token);

        var again = await ClaimOneAsync(run, "b");

        Assert.Equal((1L, "id-1", """{"n":1}""", 2, 0, 3L, CostKind.Exact), (again.Row, again.Id, again.Inputs, again.Attempt, again.Lost, again.Spent, again.SpentKind));
    }

    [Fact]
    public async Task ClaimsReserveNoMoreThanTheBudget()
    {
        var run = await CreateAsync(items: 10, budget: 1, cap: 0.3m);

        var first = await Store.ClaimAsync(run, "a", 10, Token);
        var none = await Store.ClaimAsync(run, "b", 10, Token);
        await Store.RecordAsync(run, "a", first.Claims.Select(c => Succeeded(c, Money.Of(0.3m))).ToList(), Token);
        var used = await Store.ClaimAsync(run, "b", 10, Token);

        Assert.Equal((3, 0, false), (first.Claims.Count, none.Claims.Count, none.IsBudgetUsed));
        Assert.Equal((0, true, false), (used.Claims.Count, used.IsBudgetUsed, used.IsFinished));
    }

    [Fact]
    public async Task EachWorkerIsNamedWithItsItemsUntilTheyAreFinished()
    {
        var run = await CreateAsync(items: 4);
        var claims = (await Store.ClaimAsync(run, "b", 2, Token)).Claims;
        await Store.ClaimAsync(run, "a", 1, Token);
        var before = (await Store.CountAsync(run, Token))!;

        await Store.RenewAsync(run, "b", claims, Token);
        await Store.RecordAsync(run, "b", [Succeeded(claims[0], 1), Succeeded(claims[1], 1)], Token);
        var after = (await Store.CountAsync(run, Token))!;

        Assert.Equal(IsShared ? [("a", 1L), ("b", 2L)] : [], before.Workers.Select(static w => (w.Worker, w.InFlight)));
        Assert.All(before.Workers, static w => Assert.InRange(w.OldestClaim, TimeSpan.Zero, TimeSpan.FromMinutes(1)));
        Assert.Equal(IsShared ? ["a"] : [], after.Workers.Select(static w => w.Worker));
    }

    [Fact]
    public async Task AClaimOfVeryManyItemsIsServedInPieces()
    {
        var run = await CreateAsync(items: 3000);
        var rows = new List<long>();

        while ((await Store.ClaimAsync(run, "a", 100_000, Token)).Claims is { Count: > 0 } claims)
        {
            rows.AddRange(claims.Select(static c => c.Row));
        }

        Assert.Equal(Enumerable.Range(1, 3000).Select(static n => (long)n), rows.Order());
    }

    [Fact]
    public async Task ReleasedClaimsWereNeverMade()
    {
        var run = await CreateAsync(items: 2);
        var claims = (await Store.ClaimAsync(run, "a", 2, Token)).Claims;

        await Store.ReleaseAsync(run, "a", claims, Token);
        var counts = (await Store.CountAsync(run, Token))!;
        var again = (await Store.ClaimAsync(run, "b", 2, Token)).Claims;

        Assert.Equal((2L, 0L, 0L), (counts.Pending, counts.InFlight, counts.Repeats));
        Assert.Equal([(1L, 1), (2L, 1)], again.Select(static c => (c.Row, c.Attempt)));
    }

    [Fact]
    public async Task DeadLettersAreListedByCodeAndRedriven()
    {
        var run = await CreateAsync(items: 3);
        var claims = (await Store.ClaimAsync(run, "a", 3, Token)).Claims;
        await Store.RecordAsync(run, "a", [Dead(claims[0], "output.type"), Dead(claims[1], "output.type"), Succeeded(claims[2], 1)], Token);
        var before = (await Store.CountAsync(run, Token))!;

        var some = await Store.RedriveAsync(run, [2, 3, 77], Token);
        var all = await Store.RedriveAsync(run, null, Token);
        var after = (await Store.CountAsync(run, Token))!;
        var again = (await Store.ClaimAsync(run, "b", 3, Token)).Claims;

        Assert.Equal((2L, 2L), (before.Failed, before.Failures["output.type"]));
        Assert.Equal((1L, 1L), (some, all));
        Assert.Equal((0L, 2L, 0), (after.Failed, after.Pending, after.Failures.Count));
        Assert.Equal([(1L, "id-1", 1), (2L, "id-2", 1)], again.OrderBy(static c => c.Row).Select(static c => (c.Row, c.Id, c.Attempt)));
        Assert.Equal([3L], (await Some.ListAsync(Store.ReadAsync(run, new(), Token))).Select(static r => r.Row));
        Assert.Empty(await Some.ListAsync(Store.ReadAsync(run, new(DeadOnly: true), Token)));
    }

    [Fact]
    public async Task TheSamePieceOfTheSourceIsAddedOnce()
    {
        var run = await CreateAsync(items: 2, isDone: false);

        var again = await Store.AppendAsync(run, new(0, "", false), Items(1, 2), new(2, "mark", false), Token);
        var next = await Store.AppendAsync(run, again, Items(3, 1), new(3, "mark-3", true), Token);
        var counts = (await Store.CountAsync(run, Token))!;

        Assert.Equal(new SourcePosition(2, "mark", false), again);
        Assert.Equal(new SourcePosition(3, "mark-3", true), next);
        Assert.Equal((3L, 3L, true), (counts.Read, counts.Pending, counts.IsSourceDone));
    }

    [Fact]
    public async Task BatchesOfProvidersAreReplacedListedAndForgotten()
    {
        var (run, other) = (await CreateAsync(items: 1), await CreateAsync(items: 1));
        var batch = new ModelBatch { Id = "b-1", Provider = "p", Model = "m", TenantId = "t", State = ModelBatchState.Running, ExpiresAt = DateTimeOffset.UnixEpoch, ResultFiles = ["f"] };
        await Store.SaveVendorBatchAsync(run, new("1", "p", ["x-0", "x-1"], null), Token);
        await Store.SaveVendorBatchAsync(run, new("2", "p", ["y-0"], null), Token);
        await Store.SaveVendorBatchAsync(run, new("1", "p", ["x-0", "x-1"], batch), Token);

        var records = await Store.VendorBatchesAsync(run, Token);
        await Store.RemoveVendorBatchAsync(run, "1", Token);
        await Store.RemoveVendorBatchAsync(run, "1", Token);

        Assert.Equal(["1", "2"], records.Select(static r => r.Key));
        Assert.Equal(["x-0", "x-1"], records[0].Ids);
        Assert.Equivalent(batch, records[0].Batch, strict: true);
        Assert.Null(records[1].Batch);
        Assert.Equal(["2"], (await Store.VendorBatchesAsync(run, Token)).Select(static r => r.Key));
        Assert.Empty(await Store.VendorBatchesAsync(other, Token));
    }

    [Fact]
    public async Task RunsAreFoundMovedAndListed()
    {
        var run = await CreateAsync(items: 1);

        var created = await Store.CreateAsync(Record(run, null, null), Token);
        var moved = await Store.MoveAsync(run, [BatchRunState.Running], new(BatchRunState.Stopped, BatchStopReason.Source, "It broke."), Token);
        var notMoved = await Store.MoveAsync(run, [BatchRunState.Running], new(BatchRunState.Completed), Token);
        await Store.ChangeAsync(run, new() { Id = run, BudgetUsd = 3, MaxItemCostUsd = 1, Context = new() { TenantId = "t" } }, Token);
        var found = (await Store.FindAsync(run, Token))!;

        Assert.Equal((false, true, false), (created, moved, notMoved));
        Assert.Equal((BatchRunState.Stopped, BatchStopReason.Source, "It broke.", 3m, "t"), (found.State, found.StopReason, found.StopMessage, found.Options.BudgetUsd, found.Options.Context.TenantId));
        Assert.Null(await Store.FindAsync("missing", Token));
        Assert.Null(await Store.CountAsync("missing", Token));
        Assert.Contains(await Store.ListAsync(1000, Token), r => r.Id == run);
        Assert.Empty((await Store.ClaimAsync(run, "a", 1, Token)).Claims);
    }

    [Fact]
    public async Task ADeletedRunLeavesNothingAndTheNextOneIsKept()
    {
        var (run, other) = (await CreateAsync(items: 2500), await CreateAsync(items: 3));
        var claims = new List<BatchClaim>();
        while ((await Store.ClaimAsync(run, "a", 1000, Token)).Claims is { Count: > 0 } some)
        {
            claims.AddRange(some);
        }

        BatchClaim[] all = [.. claims.OrderBy(static c => c.Row)];
        await Store.RecordAsync(run, "a", [Dead(all[0], "output.type"), Retry(all[1], 3, TimeSpan.FromHours(1)), .. all[2..].Select(static c => Succeeded(c, 1))], Token);
        await Store.SaveVendorBatchAsync(run, new("1", "p", ["x-0"], null), Token);
        await Store.MoveAsync(run, [BatchRunState.Running], new(BatchRunState.Paused), Token);
        var before = await TracesAsync(run);

        var (first, traces) = (await Store.RetireAsync(run, Token), 0L);
        await Store.DeleteAsync(run, Token);
        traces += await TracesAsync(run);
        var second = await Store.RetireAsync(run, Token);
        await Store.DeleteAsync(run, Token);

        Assert.InRange(before, 5, 10_000);
        Assert.Equal((true, false, 0L), (first, second, traces));
        Assert.Null(await Store.FindAsync(run, Token));
        Assert.Null(await Store.CountAsync(run, Token));
        Assert.DoesNotContain(await Store.ListAsync(1000, Token), r => r.Id == run);
        Assert.Equal(3, (await Store.CountAsync(other, Token))!.Pending);
        Assert.Equal(3, (await Store.ClaimAsync(other, "a", 10, Token)).Claims.Count);
    }

    [Fact]
    public async Task ADeletedRunTakesNothingFromAWorkerThatComesBack()
    {
        Assert.SkipUnless(IsShared, "A journal has no worker that comes back: its run is locked.");
        var run = await CreateAsync(items: 4);
        var claims = (await Impatient.ClaimAsync(run, "a", 4, Token)).Claims;
        await Store.MoveAsync(run, [BatchRunState.Running], new(BatchRunState.Canceled), Token);
        await RetireWhenLeasesAreOverAsync(run);
        await Store.RecordAsync(run, "a", [Succeeded(claims[0], 5), Dead(claims[1], "output.type")], Token);

        await Store.DeleteAsync(run, Token);
        await Store.RecordAsync(run, "a", [Succeeded(claims[0], 5)], Token);
        await Store.RecordAsync(run, "a", [Dead(claims[1], "output.type"), Retry(claims[2], 3, TimeSpan.Zero)], Token);
        await Store.RenewAsync(run, "a", claims, Token);
        await Store.ReleaseAsync(run, "a", [claims[3]], Token);
        await Store.RedriveAsync(run, [2], Token);
        await Store.SaveVendorBatchAsync(run, new("1", "p", ["x-0"], null), Token);
        await Store.ChangeAsync(run, new() { BudgetUsd = 3 }, Token);
        await Assert.ThrowsAsync<BatchException>(async () => await Store.ClaimAsync(run, "a", 1, Token));
        await Assert.ThrowsAsync<BatchException>(async () => await Store.AppendAsync(run, new(4, "mark", false), Items(5, 1), new(5, "mark-5", true), Token));

        Assert.Equal(0, await TracesAsync(run));
    }

    [Fact]
    public async Task ARunThatIsRunningOrHasItemsUnderWayIsNotDeleted()
    {
        var run = await CreateAsync(items: 2);
        var claims = (await Store.ClaimAsync(run, "a", 1, Token)).Claims;
        var running = await Assert.ThrowsAsync<BatchException>(async () => await Store.RetireAsync(run, Token));
        await Store.MoveAsync(run, [BatchRunState.Running], new(BatchRunState.Paused), Token);
        BatchException underWay;
        await using (await Store.HoldAsync(run, Token))
        {
            underWay = await Assert.ThrowsAsync<BatchException>(async () => await Store.RetireAsync(run, Token));
        }

        var kept = (await Store.FindAsync(run, Token))!.State;
        await Store.RecordAsync(run, "a", [Succeeded(claims[0], 5)], Token);

        Assert.Contains("is running", running.Message, StringComparison.Ordinal);
        Assert.Contains(IsShared ? "are under way" : "works on the run", underWay.Message, StringComparison.Ordinal);
        Assert.Equal(BatchRunState.Paused, kept);
        Assert.True(await Store.RetireAsync(run, Token));
        Assert.Equal(BatchRunState.Canceled, (await Store.FindAsync(run, Token))!.State);
    }

    /// <summary>Returns how many keys or rows a store has of a run.</summary>
    private protected abstract Task<long> TracesAsync(string run);

    private Task RetireWhenLeasesAreOverAsync(string run) => Eventually.HoldsAsync(
        async () =>
        {
            try
            {
                return await Impatient.RetireAsync(run, Token);
            }
            catch (BatchException)
            {
                return false;
            }
        },
        "The lease did not end.");

    private protected async Task<string> CreateAsync(int items, decimal? budget = null, decimal? cap = null, bool isDone = true)
    {
        var run = "run-" + Guid.NewGuid().ToString("n");
        Assert.True(await Store.CreateAsync(Record(run, budget, cap), Token));
        await Store.AppendAsync(run, new(0, "", false), Items(1, items), new(items, "mark", isDone), Token);
        return run;
    }

    private protected async Task<BatchClaim> ClaimOneAsync(string run, string worker, IBatchStore? store = null)
    {
        BatchClaim? claim = null;
        await Eventually.HoldsAsync(async () => (claim = (await (store ?? Store).ClaimAsync(run, worker, 1, Token)).Claims.SingleOrDefault()) is not null, "No item was given.");
        return claim!;
    }

    private static BatchRun Record(string run, decimal? budget, decimal? cap) => new()
    {
        Id = run,
        Skill = "echo",
        SkillVersion = "1.0.0",
        SkillHash = "hash",
        Options = new() { BudgetUsd = budget, MaxItemCostUsd = cap },
        CreatedAt = DateTimeOffset.UtcNow,
    };

    private static List<QueuedItem> Items(int from, int count) =>
        [.. Enumerable.Range(from, count).Select(static n => new QueuedItem(n, n == 3 ? null : $"id-{n}", $$"""{"n":{{n}}}"""))];

    private protected static BatchOutcome Succeeded(BatchClaim claim, long spent) => Outcome(claim, OutcomeKind.Succeeded, spent, new() { Row = claim.Row, Status = ExecutionStatus.Success, ModelId = spent == 9 ? "a" : "b" });

    private static BatchOutcome Dead(BatchClaim claim, string code) =>
        Outcome(claim, OutcomeKind.Dead, 0, new() { Row = claim.Row, Status = ExecutionStatus.Failed, Errors = [new(code, SkillStep.ValidateOutput, "", "It failed.")] });

    private protected static BatchOutcome Retry(BatchClaim claim, long spent, TimeSpan wait) =>
        Outcome(claim, OutcomeKind.Retry, spent, new() { Row = claim.Row, Status = ExecutionStatus.Failed }) with { RetryAfter = wait };

    private static BatchOutcome Outcome(BatchClaim claim, OutcomeKind kind, long spent, BatchItemResult result) =>
        new() { Claim = claim, Kind = kind, Result = result, Spent = spent, SpentKind = CostKind.Exact };
}
