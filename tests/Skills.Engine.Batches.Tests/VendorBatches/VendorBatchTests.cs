using Skills.Engine.Batches.Tests.Stores;

namespace Skills.Engine.Batches.Tests.VendorBatches;

public sealed class JournalVendorBatchTests : VendorBatchContract, IDisposable
{
    private readonly TempFolder _folder = new();

    protected override string Kind => "journal";

    protected override string Store => _folder.Of("batches.db");

    public void Dispose() => _folder.Dispose();
}

/// <summary>Stores that let several processes work on a run.</summary>
public abstract class SharedVendorBatchContract : VendorBatchContract
{
    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task AWorkerTakesTheResultsOfBatchesThatALostWorkerSubmittedLater(string vendor)
    {
        const int each = 20;
        await using var world = await World.StartAsync(vendor, Kind, Store);
        world.Server.Batches.PollsBeforeEnd = int.MaxValue;
        var run = NewRun();
        var policy = World.Policy(new() { MaxItems = 10, MaxParked = each, MaxInFlight = 10 }) with { Id = run, MaxAttempts = 3 };
        await world.Engine.Batches.StartAsync(Some.Skill, BatchSource.From(Some.Items(2 * each)), policy, Token);
        await Eventually.HoldsAsync(async () => await world.SubmittedAsync(run) == each, "The first worker did not fill its batches.");
        using var process = WorkerProcess.Start(world.Job(run, 2 * each, new()) with { Starts = false });
        await Eventually.HoldsAsync(async () => await world.SubmittedAsync(run) == 2 * each, "The second worker did not fill its batches.");

        process.Kill();
        world.Server.Batches.PollsBeforeEnd = 0;
        world.Server.Batches.EndAll();
        var progress = await Eventually.EndsAsync(world.Engine.Batches.WaitAsync(run, Token));

        Assert.Equal((BatchRunState.Completed, 2 * each, 0L, each), (progress.Run.State, progress.Succeeded, progress.Failed, progress.Repeats));
        Assert.Equal(new Cost(2 * each * InBatch, CostKind.AtLeast), progress.Spent);
        Assert.Equal(2 * each * InBatch, await world.LedgerAsync());
        Assert.Equal((2 * each, 0), (world.Server.Batches.All.Sum(static b => b.Items.Count), world.OnlineCalls));
    }
}

public sealed class RedisVendorBatchTests(RedisServer redis) : SharedVendorBatchContract, IClassFixture<RedisServer>
{
    protected override string Kind => "redis";

    protected override string Store => redis.Server.ConnectionString;
}

public sealed class PostgresVendorBatchTests(PostgresServer server) : SharedVendorBatchContract, IClassFixture<PostgresServer>
{
    protected override string Kind => "postgres";

    protected override string Store
    {
        get
        {
            server.Require();
            return server.ConnectionString;
        }
    }
}
