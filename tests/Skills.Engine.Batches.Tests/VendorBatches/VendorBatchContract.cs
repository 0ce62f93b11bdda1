using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Batches.Tests.VendorBatches;

/// <summary>Runs whose model calls go through the batch endpoints of three vendors, over real sockets. Every store must be exact.</summary>
public abstract partial class VendorBatchContract
{
    // 12 tokens in and 7 out, at half and at full price.
    private protected const decimal InBatch = ((12 * 0.5m) + (7 * 1m)) / 1_000_000m;
    private const decimal Online = ((12 * 1m) + (7 * 2m)) / 1_000_000m;

    public static TheoryData<string> Vendors => ["openai", "anthropic", "google"];

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The kind of store: journal, redis or postgres.</summary>
    protected abstract string Kind { get; }

    /// <summary>The journal, or the connection string of the store.</summary>
    protected abstract string Store { get; }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task EveryItemIsAnsweredOnceAtTheBatchPrice(string vendor)
    {
        await using var world = await World.StartAsync(vendor, Kind, Store);

        var (progress, results) = await world.RunAsync(50, new() { MaxItems = 20 });

        Assert.Equal((50, 0), (progress.Succeeded, progress.Failed));
        Assert.Equal(Enumerable.Range(1, 50).Select(static n => $"Number {n}"), results.Select(static r => r.Outputs!.Value.GetProperty("echo").GetString()!));
        Assert.Equal(new Cost(50 * InBatch, CostKind.Exact), progress.Spent);
        Assert.Equal(50 * InBatch, await world.LedgerAsync());
        Assert.All(world.Server.Batches.All, static b => Assert.InRange(b.Items.Count, 1, 20));
        Assert.Equal(50, world.Server.Batches.All.SelectMany(static b => b.Items).Select(static i => i.Id).Distinct().Count());
        Assert.Equal(0, world.OnlineCalls);
        Assert.Empty(await world.RecordsAsync());
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task OnlyExpiredItemsAreSubmittedAgain(string vendor)
    {
        await using var world = await World.StartAsync(vendor, Kind, Store);
        world.Server.Batches.FateOf = static (batch, index) => batch.Items.Count > 5 && index % 2 == 0 ? LoopbackItemFate.Expired : LoopbackItemFate.Answered;

        var (progress, _) = await world.RunAsync(10, new() { MaxItems = 10, FillFor = TimeSpan.FromMilliseconds(500) });

        Assert.Equal(10, progress.Succeeded);
        Assert.Equal(new Cost(10 * InBatch, CostKind.Exact), progress.Spent);
        Assert.Equal([10, 5], world.Server.Batches.All.Select(static b => b.Items.Count));
        Assert.Equal(0, world.OnlineCalls);
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task ALostBatchIsMadeAgainAndItsCostIsALowerBound(string vendor)
    {
        await using var world = await World.StartAsync(vendor, Kind, Store);
        world.Server.Batches.LoseNext();

        var (progress, results) = await world.RunAsync(10, new() { MaxItems = 5, FillFor = TimeSpan.FromMilliseconds(500) });

        Assert.Equal(10, progress.Succeeded);
        Assert.Equal(new Cost(10 * InBatch, CostKind.AtLeast), progress.Spent);
        Assert.Equal(5, results.Count(static r => r.Cost.Kind == CostKind.AtLeast));
        Assert.Equal(15, world.Server.Batches.All.Sum(static b => b.Items.Count));
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task AnItemThatIsMissingInTheResultsIsMadeAgain(string vendor)
    {
        await using var world = await World.StartAsync(vendor, Kind, Store);
        world.Server.Batches.FateOf = static (batch, index) => batch.Items.Count > 1 && index == 0 ? LoopbackItemFate.Missing : LoopbackItemFate.Answered;

        var (progress, results) = await world.RunAsync(4, new() { MaxItems = 4, FillFor = TimeSpan.FromMilliseconds(500) });

        Assert.Equal(4, progress.Succeeded);
        Assert.Single(results, static r => r.Cost.Kind == CostKind.AtLeast);
        Assert.Equal([4, 1], world.Server.Batches.All.Select(static b => b.Items.Count));
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task StragglersAreAskedOnline(string vendor)
    {
        await using var world = await World.StartAsync(vendor, Kind, Store);
        world.Server.Batches.PollsBeforeEnd = int.MaxValue;

        var (progress, _) = await world.RunAsync(6, new() { MaxItems = 6, OnlineAfter = TimeSpan.FromMilliseconds(800) });

        Assert.Equal(6, progress.Succeeded);
        Assert.Equal(new Cost(6 * Online, CostKind.AtLeast), progress.Spent);
        Assert.Equal(6, world.OnlineCalls);
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task AnErrorOfOneItemFailsThatItemOnly(string vendor)
    {
        await using var world = await World.StartAsync(vendor, Kind, Store);
        world.Refuses = "Number 3";

        var (progress, results) = await world.RunAsync(5, new() { MaxItems = 5 });

        Assert.Equal((4, 1), (progress.Succeeded, progress.Failed));
        Assert.Equal("model.invalid_request", Assert.Single(results, static r => !r.IsSuccess).Errors[0].Code);
        Assert.Equal(new Cost(4 * InBatch, CostKind.Exact), progress.Spent);
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task EqualItemsHaveIdsOfTheirOwn(string vendor)
    {
        await using var world = await World.StartAsync(vendor, Kind, Store);

        var (progress, _) = await world.RunAsync(Enumerable.Range(0, 6).Select(static _ => new BatchItem(System.Text.Json.JsonElement.Parse("""{"n":1}"""))), new() { MaxItems = 6, FillFor = TimeSpan.FromMilliseconds(500) });

        Assert.Equal(6, progress.Succeeded);
        Assert.Equal(new Cost(6 * InBatch, CostKind.Exact), progress.Spent);
        Assert.Equal(6, world.Server.Batches.All.Sum(static b => b.Items.Count));
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task CancelingARunCancelsItsBatches(string vendor)
    {
        await using var world = await World.StartAsync(vendor, Kind, Store);
        world.Server.Batches.PollsBeforeEnd = int.MaxValue;
        var run = await world.Engine.Batches.StartAsync(Some.Skill, BatchSource.From(Some.Items(8)), World.Policy(new() { MaxItems = 4 }), Token);
        await Eventually.HoldsAsync(() => world.Server.Batches.All.Sum(static b => b.Items.Count) == 8, "The batches were not submitted.");

        await world.Engine.Batches.CancelAsync(run.Id, Token);
        var progress = await Eventually.EndsAsync(world.Engine.Batches.WaitAsync(run.Id, Token));

        Assert.All(world.Server.Batches.All, static b => Assert.True(b.IsCanceled));
        Assert.Equal((0, Cost.Zero, BatchRunState.Canceled), (progress.Succeeded, progress.Spent, progress.Run.State));
        Assert.Equal(0, world.OnlineCalls);
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task DeletingAPausedRunCancelsItsBatches(string vendor)
    {
        await using var world = await World.StartAsync(vendor, Kind, Store);
        world.Server.Batches.PollsBeforeEnd = int.MaxValue;
        var run = await world.Engine.Batches.StartAsync(Some.Skill, BatchSource.From(Some.Items(8)), World.Policy(new() { MaxItems = 4 }), Token);
        await Eventually.HoldsAsync(() => world.Server.Batches.All.Sum(static b => b.Items.Count) == 8, "The batches were not submitted.");
        await world.Engine.Batches.PauseAsync(run.Id, Token);
        await world.RestartAsync();

        var deleted = await world.Engine.Batches.DeleteAsync(run.Id, Token);

        Assert.True(deleted);
        Assert.All(world.Server.Batches.All, static b => Assert.True(b.IsCanceled));
        Assert.Empty(await world.RecordsAsync());
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task AnotherProcessTakesTheResultsOfABatchThatWasSubmittedBefore(string vendor)
    {
        await using var world = await World.StartAsync(vendor, Kind, Store);
        world.Server.Batches.PollsBeforeEnd = int.MaxValue;
        var run = await world.Engine.Batches.StartAsync(Some.Skill, BatchSource.From(Some.Items(8)), World.Policy(new() { MaxItems = 4 }), Token);
        await Eventually.HoldsAsync(() => world.Server.Batches.All.Sum(static b => b.Items.Count) == 8, "The batches were not submitted.");

        await world.RestartAsync();
        world.Server.Batches.EndAll();
        await world.Engine.Batches.ResumeAsync(run.Id, Some.Skill, BatchSource.From(Some.Items(8)), cancellationToken: Token);
        var progress = await Eventually.EndsAsync(world.Engine.Batches.WaitAsync(run.Id, Token));

        Assert.Equal((8, 0L), (progress.Succeeded, progress.Repeats));
        Assert.Equal(new Cost(8 * InBatch, CostKind.Exact), progress.Spent);
        Assert.Equal(8, world.Server.Batches.All.Sum(static b => b.Items.Count));
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task CallsThatAKilledProcessParkedAreNotSubmittedAgain(string vendor)
    {
        const int items = 40;
        await using var world = await World.StartAsync(vendor, Kind, Store);
        world.Server.Batches.PollsBeforeEnd = int.MaxValue;
        var run = NewRun();
        using var process = WorkerProcess.Start(world.Job(run, items, new() { MaxItems = 10, MaxInFlight = 10 }));
        await Eventually.HoldsAsync(async () => await world.SubmittedAsync(run) == items, "The process did not submit the items.");

        process.Kill();
        world.Server.Batches.EndAll();
        await world.Engine.Batches.ResumeAsync(run, Some.Skill, BatchSource.From(Some.Items(items)), cancellationToken: Token);
        var progress = await Eventually.EndsAsync(world.Engine.Batches.WaitAsync(run, Token));

        Assert.Equal((BatchRunState.Completed, items, 0L, items), (progress.Run.State, progress.Succeeded, progress.Failed, progress.Repeats));
        Assert.Equal(new Cost(items * InBatch, CostKind.AtLeast), progress.Spent);
        Assert.Equal(items * InBatch, await world.LedgerAsync());
        Assert.Equal((items, 0), (world.Server.Batches.All.Sum(static b => b.Items.Count), world.OnlineCalls));
        Assert.Empty(await world.RecordsAsync(run));
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task AProcessThatIsKilledWhileItTakesResultsLosesNoneAndRecordsNoneTwice(string vendor)
    {
        const int items = 100;
        await using var world = await World.StartAsync(vendor, Kind, Store);
        var run = NewRun();
        using var process = WorkerProcess.Start(world.Job(run, items, new() { MaxItems = 5, MaxInFlight = 2 }));
        await Eventually.HoldsAsync(async () => await world.SucceededAsync(run) >= 20, "The process took no results.");
        process.Kill();

        await world.Engine.Batches.ResumeAsync(run, Some.Skill, BatchSource.From(Some.Items(items)), cancellationToken: Token);
        var progress = await Eventually.EndsAsync(world.Engine.Batches.WaitAsync(run, Token));
        var results = await Some.ListAsync(world.Engine.Batches.ResultsAsync(run, Token));

        // What was billed twice is named: an item is in a second batch only if its worker was lost.
        var billed = world.Server.Batches.All.SelectMany(static b => b.Items).GroupBy(static i => Prompt.Match(i.Body.GetRawText()).Value).ToDictionary(static g => g.Key, static g => g.Count());
        Assert.Equal(Enumerable.Range(1, items).Select(static n => ((long)n, $"Number {n}")), results.Select(static r => (r.Row, r.Outputs!.Value.GetProperty("echo").GetString()!)));
        Assert.All(results, r => Assert.InRange(billed[$"Number {r.Row}"], 1, 1 + r.Repeats));
        Assert.All(results, static r => Assert.Equal(new Cost(InBatch, r.Repeats == 0 ? CostKind.Exact : CostKind.AtLeast), r.Cost));
        Assert.Equal((items, results.Sum(static r => r.Repeats)), (progress.Succeeded, progress.Repeats));
        Assert.InRange(progress.Repeats, 1, items);
        Assert.Equal(new Cost(items * InBatch, CostKind.AtLeast), progress.Spent);
    }

    [Fact]
    public async Task ABatchWhoseSubmissionHadNoKnownEndMakesTheCostALowerBound()
    {
        await using var world = await World.StartAsync("openai", Kind, Store);
        world.Server.Batches.PollsBeforeEnd = int.MaxValue;
        var run = await world.Engine.Batches.StartAsync(Some.Skill, BatchSource.From(Some.Items(3)), World.Policy(new() { MaxItems = 3 }), Token);
        await Eventually.HoldsAsync(() => world.Server.Batches.All.Sum(static b => b.Items.Count) == 3, "The batch was not submitted.");
        await world.RestartAsync(forgetsBatchesOf: run.Id);
        world.Server.Batches.PollsBeforeEnd = 0;

        await world.Engine.Batches.ResumeAsync(run.Id, Some.Skill, BatchSource.From(Some.Items(3)), cancellationToken: Token);
        var progress = await Eventually.EndsAsync(world.Engine.Batches.WaitAsync(run.Id, Token));

        Assert.Equal(3, progress.Succeeded);
        Assert.Equal(new Cost(3 * InBatch, CostKind.AtLeast), progress.Spent);
        Assert.Equal(6, world.Server.Batches.All.Sum(static b => b.Items.Count));
    }

    [Fact]
    public async Task ValuesOutOfRangeAreRefused()
    {
        await using var world = await World.StartAsync("openai", Kind, Store);
        VendorBatchOptions[] wrong =
        [
            new() { MaxParked = 0 }, new() { MaxItems = 0 }, new() { MaxInFlight = 0 }, new() { FillFor = TimeSpan.FromSeconds(-1) },
            new() { PollEvery = TimeSpan.Zero }, new() { OnlineAfter = TimeSpan.Zero }, new() { MaxSubmissions = 0 },
        ];

        foreach (var options in wrong)
        {
            await Assert.ThrowsAsync<ArgumentException>(() => world.Engine.Batches.StartAsync(Some.Skill, BatchSource.From(Some.Items(1)), new() { VendorBatches = options }, Token));
        }
    }

    private protected static string NewRun() => "parked-" + Guid.NewGuid().ToString("n");

    [GeneratedRegex("Number [0-9]+")]
    private static partial Regex Prompt { get; }

    private protected sealed class World : IAsyncDisposable
    {
        private readonly string _vendor;
        private readonly string _kind;
        private readonly string _store;
        private ServiceProvider _services;
        private string _run = "";

        private World(LoopbackProviderServer server, string vendor, string kind, string store)
        {
            (Server, _vendor, _kind, _store) = (server, vendor, kind, store);
            _services = Services();
            server.Respond(Answer);
        }

        public LoopbackProviderServer Server { get; }

        public string? Refuses { get; set; }

        public SkillExecutionEngine Engine => _services.GetRequiredService<SkillExecutionEngine>();

        public int OnlineCalls => Server.Requests.Count(static r => r.Api is LoopbackApi.ChatCompletions or LoopbackApi.Anthropic or LoopbackApi.Google);

        public string ProviderUrl => VendorModels.UrlOf(Server, _vendor);

        public static async Task<World> StartAsync(string vendor, string kind, string store) => new(await LoopbackProviderServer.StartAsync(cancellationToken: Token), vendor, kind, store);

        public static BatchRunOptions Policy(VendorBatchOptions options) => new()
        {
            Parallelism = 2,
            MaxAttempts = 1,
            VendorBatches = options with
            {
                PollEvery = TimeSpan.FromMilliseconds(20),
                FillFor = options.FillFor == new VendorBatchOptions().FillFor ? TimeSpan.FromMilliseconds(100) : options.FillFor,
            },
        };

        public Task<(BatchProgress, List<BatchItemResult>)> RunAsync(int items, VendorBatchOptions options) => RunAsync(Some.Items(items), options);

        public async Task<(BatchProgress, List<BatchItemResult>)> RunAsync(IEnumerable<BatchItem> items, VendorBatchOptions options)
        {
            var run = await Engine.Batches.StartAsync(Some.Skill, BatchSource.From(items), Policy(options), Token);
            var progress = await Eventually.EndsAsync(Engine.Batches.WaitAsync(run.Id, Token));
            _run = run.Id;
            return (progress, await Some.ListAsync(Engine.Batches.ResultsAsync(run.Id, Token)));
        }

        public async Task<decimal> LedgerAsync() =>
            (await _services.GetRequiredService<ICostLedger>().ReadAsync(new() { From = DateOnly.MinValue, To = DateOnly.MaxValue }, Token)).Sum(static l => l.Usd);

        public async Task<int[]> RecordsAsync() => [.. (await RecordsAsync(_run)).Select(static r => r.Ids.Count)];

        public async Task<IReadOnlyList<Storage.VendorBatchRecord>> RecordsAsync(string run) => await _services.GetRequiredService<Storage.IBatchStore>().VendorBatchesAsync(run, Token);

        public async Task RestartAsync(string? forgetsBatchesOf = null)
        {
            await _services.DisposeAsync();
            _services = Services();
            if (forgetsBatchesOf is { } run)
            {
                // As if the process had ended between the provider's reply and its record.
                var store = _services.GetRequiredService<Storage.IBatchStore>();
                foreach (var record in await store.VendorBatchesAsync(run, Token))
                {
                    await store.SaveVendorBatchAsync(run, record with { Batch = null }, Token);
                }
            }
        }

        /// <summary>The items in batches that the store knows.</summary>
        public async Task<int> SubmittedAsync(string run) => (await RecordsAsync(run)).Where(static r => r.Batch is not null).Sum(static r => r.Ids.Count);

        public async Task<long> SucceededAsync(string run) => (await _services.GetRequiredService<Storage.IBatchStore>().CountAsync(run, Token))?.Succeeded ?? 0;

        public WorkerJob Job(string run, int items, VendorBatchOptions options) => new()
        {
            Provider = ProviderUrl, Vendor = _vendor, Run = run, Items = items, Store = _store, Kind = _kind, Starts = true, Options = Policy(options) with { MaxAttempts = 3 },
        };

        public async ValueTask DisposeAsync()
        {
            await _services.DisposeAsync();
            await Server.DisposeAsync();
        }

        private ServiceProvider Services()
        {
            var services = new ServiceCollection();
            Some.AddStore(VendorModels.Add(services.AddSkillsEngine(), _vendor, ProviderUrl), _kind, _store, static o => (o.DrainTimeout, o.Lease) = (TimeSpan.Zero, TimeSpan.FromSeconds(5)));
            return services.BuildServiceProvider();
        }

        private LoopbackReply Answer(RecordedRequest request)
        {
            var prompt = Prompt.Match(Encoding.UTF8.GetString(request.Body.Span)).Value;
            return prompt == Refuses ? LoopbackReply.Fails(ModelErrorKind.InvalidRequest) : LoopbackReply.Of($$"""{"echo":"{{prompt}}"}""");
        }
    }
}
