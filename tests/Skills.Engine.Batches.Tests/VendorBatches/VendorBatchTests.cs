using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Batches.Tests.VendorBatches;

/// <summary>Runs whose model calls go through the batch endpoints of three vendors, over real sockets.</summary>
public sealed partial class VendorBatchTests : IDisposable
{
    // 12 tokens in and 7 out, at half and at full price.
    private const decimal InBatch = ((12 * 0.5m) + (7 * 1m)) / 1_000_000m;
    private const decimal Online = ((12 * 1m) + (7 * 2m)) / 1_000_000m;

    private readonly TempFolder _folder = new();

    public static TheoryData<string> Vendors => ["openai", "anthropic", "google"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task EveryItemIsAnsweredOnceAtTheBatchPrice(string vendor)
    {
        await using var world = await World.StartAsync(vendor, _folder);

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
        await using var world = await World.StartAsync(vendor, _folder);
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
        await using var world = await World.StartAsync(vendor, _folder);
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
        await using var world = await World.StartAsync(vendor, _folder);
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
        await using var world = await World.StartAsync(vendor, _folder);
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
        await using var world = await World.StartAsync(vendor, _folder);
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
        await using var world = await World.StartAsync(vendor, _folder);

        var (progress, _) = await world.RunAsync(Enumerable.Range(0, 6).Select(static _ => new BatchItem(System.Text.Json.JsonElement.Parse("""{"n":1}"""))), new() { MaxItems = 6, FillFor = TimeSpan.FromMilliseconds(500) });

        Assert.Equal(6, progress.Succeeded);
        Assert.Equal(new Cost(6 * InBatch, CostKind.Exact), progress.Spent);
        Assert.Equal(6, world.Server.Batches.All.Sum(static b => b.Items.Count));
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task CancelingARunCancelsItsBatches(string vendor)
    {
        await using var world = await World.StartAsync(vendor, _folder);
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
    public async Task AnotherProcessTakesTheResultsOfABatchThatWasSubmittedBefore(string vendor)
    {
        await using var world = await World.StartAsync(vendor, _folder);
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

    [Fact]
    public async Task ABatchWhoseSubmissionHadNoKnownEndMakesTheCostALowerBound()
    {
        await using var world = await World.StartAsync("openai", _folder);
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
        await using var world = await World.StartAsync("openai", _folder);
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

    [GeneratedRegex("Number [0-9]+")]
    private static partial Regex Prompt { get; }

    private sealed class World : IAsyncDisposable
    {
        private readonly string _vendor;
        private readonly string _journal;
        private ServiceProvider _services;

        private World(LoopbackProviderServer server, string vendor, string journal)
        {
            (Server, _vendor, _journal) = (server, vendor, journal);
            _services = Services();
            server.Respond(Answer);
        }

        public LoopbackProviderServer Server { get; }

        public string? Refuses { get; set; }

        public SkillExecutionEngine Engine => _services.GetRequiredService<SkillExecutionEngine>();

        public int OnlineCalls => Server.Requests.Count(static r => r.Api is LoopbackApi.ChatCompletions or LoopbackApi.Anthropic or LoopbackApi.Google);

        public static async Task<World> StartAsync(string vendor, TempFolder folder) => new(await LoopbackProviderServer.StartAsync(cancellationToken: Token), vendor, folder.Of($"{vendor}.db"));

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

        public async Task<int[]> RecordsAsync() =>
            [.. (await _services.GetRequiredService<Storage.IBatchStore>().VendorBatchesAsync(_run, Token)).Select(static r => r.Ids.Count)];

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

        public async ValueTask DisposeAsync()
        {
            await _services.DisposeAsync();
            await Server.DisposeAsync();
        }

        private string _run = "";

        private ServiceProvider Services()
        {
            var services = new ServiceCollection();
            var builder = services.AddSkillsEngine().AddSkillBatches(o => (o.JournalPath, o.DrainTimeout) = (_journal, TimeSpan.Zero));
            _ = _vendor switch
            {
                "openai" => builder.AddOpenAI(o => (o.ApiKey, o.BaseUrl) = ("key", Server.OpenAIUrl)),
                "anthropic" => builder.AddAnthropic(o => (o.ApiKey, o.BaseUrl) = ("key", Server.AnthropicUrl)),
                _ => builder.AddGoogle(o => (o.ApiKey, o.BaseUrl) = ("key", Server.GoogleUrl)),
            };
            services.Configure<SkillsEngineOptions>(options =>
            {
                options.Routing.Retry.MaxRetries = 0;
                options.Models.Add(new FakeModelClient(_vendor).Model("batch-model") with { Quality = 1, MaxOutputTokens = 100, Prices = [new() { Input = 1, Output = 2, BatchInput = 0.5m, BatchOutput = 1 }] });
                options.Catalog.Embedded = false;
            });
            return services.BuildServiceProvider();
        }

        private LoopbackReply Answer(RecordedRequest request)
        {
            var prompt = Prompt.Match(Encoding.UTF8.GetString(request.Body.Span)).Value;
            return prompt == Refuses ? LoopbackReply.Fails(ModelErrorKind.InvalidRequest) : LoopbackReply.Of($$"""{"echo":"{{prompt}}"}""");
        }
    }
}
