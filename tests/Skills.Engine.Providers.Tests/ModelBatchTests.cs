using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

/// <summary>The batch endpoints of three vendors over real sockets.</summary>
public sealed class ModelBatchTests
{
    private const string Answer = """{"greeting":"hi"}""";

    private static readonly string[] All = ["openai", "openai-responses", "anthropic", "google"];

    public static TheoryData<string> Vendors => [.. All];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task EachItemGetsItsOwnReplyInWhateverOrderTheyCome(string vendor)
    {
        await using var world = await World.StartAsync(vendor);
        world.Server.Batches.PollsBeforeEnd = 1;
        var items = world.Items(5);

        var batch = await world.Client.SubmitAsync([.. items.Values], Token);
        var running = await world.Client.GetAsync(batch, Token);
        var ended = await world.Client.GetAsync(running, Token);
        var results = await world.ResultsAsync(ended, items);

        Assert.Equal((ModelBatchState.Running, ModelBatchState.Completed), (running.State, ended.State));
        Assert.Equal(["item-4", "item-3", "item-2", "item-1", "item-0"], results.Select(static r => r.Id));
        Assert.All(results, static r => Assert.Equal($"Answer to {r.Id}.", r.Reply!.Text));
        Assert.All(results, static r => Assert.Equal(("batch", 12L, 7L), (r.Reply!.ServiceTier, r.Reply.Usage!.InputTotal!.Value, r.Reply.Usage.OutputTotal!.Value)));
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task ExpiredMissingAndFailedItemsAreToldApart(string vendor)
    {
        await using var world = await World.StartAsync(vendor);
        world.Server.Respond(static r => System.Text.Encoding.UTF8.GetString(r.Body.Span).Contains("Item item-3.", StringComparison.Ordinal)
            ? LoopbackReply.Fails(ModelErrorKind.InvalidRequest)
            : LoopbackReply.Of("fine"));
        world.Server.Batches.FateOf = static (_, index) => index switch { 1 => LoopbackItemFate.Expired, 2 => LoopbackItemFate.Missing, _ => LoopbackItemFate.Answered };
        var items = world.Items(4);

        var results = await world.ResultsAsync(await world.EndedAsync(items), items);

        var byId = results.ToDictionary(static r => r.Id, StringComparer.Ordinal);
        Assert.Equal(ModelBatchOutcome.Succeeded, byId["item-0"].Outcome);
        Assert.Equal(ModelBatchOutcome.Expired, byId["item-1"].Outcome);
        Assert.Equal(ModelBatchOutcome.Missing, byId["item-2"].Outcome);
        Assert.Equal((ModelBatchOutcome.Failed, ModelErrorKind.InvalidRequest), (byId["item-3"].Outcome, byId["item-3"].Error!.Kind));
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task ACanceledBatchIsCanceledAtTheVendor(string vendor)
    {
        await using var world = await World.StartAsync(vendor);
        world.Server.Batches.PollsBeforeEnd = 100;
        var items = world.Items(2);
        var batch = await world.Client.SubmitAsync([.. items.Values], Token);

        await world.Client.CancelAsync(batch, Token);
        var ended = await world.Client.GetAsync(batch, Token);

        Assert.True(Assert.Single(world.Server.Batches.All).IsCanceled);
        Assert.Equal(ModelBatchState.Canceled, ended.State);
        Assert.All(await world.ResultsAsync(ended, items), static r => Assert.Equal(ModelBatchOutcome.Canceled, r.Outcome));
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task ALostBatchIsNotFound(string vendor)
    {
        await using var world = await World.StartAsync(vendor);
        world.Server.Batches.LoseNext();
        var batch = await world.Client.SubmitAsync([.. world.Items(1).Values], Token);

        var error = await Assert.ThrowsAsync<ModelException>(() => world.Client.GetAsync(batch, Token));

        Assert.Equal(ModelErrorKind.NotFound, error.Kind);
        Assert.DoesNotContain(Some.Key, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task AWrongKeyIsAuthAndInNoText(string vendor)
    {
        await using var world = await World.StartAsync(vendor);
        world.Server.AcceptedKey = "another";

        var error = await Assert.ThrowsAsync<ModelException>(() => world.Client.SubmitAsync([.. world.Items(1).Values], Token));

        Assert.Equal(ModelErrorKind.Auth, error.Kind);
        Assert.DoesNotContain(Some.Key, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task AShapeIsReadAsInASingleCall(string vendor)
    {
        await using var world = await World.StartAsync(vendor);
        world.Server.Reply(Answer);
        var items = world.Items(1);
        items["item-0"] = items["item-0"] with { Request = items["item-0"].Request with { Output = new("greeting", Some.Schema) } };

        var result = Assert.Single(await world.ResultsAsync(await world.EndedAsync(items), items));

        Assert.Equal(Answer, result.Reply!.Text.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(SchemaMode.Native, result.Reply.SchemaMode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("../x")]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901234x")]
    public async Task AnIdOutsideTheCommonFormIsRefusedBeforeAnythingIsSent(string id)
    {
        await using var world = await World.StartAsync("anthropic");

        await Assert.ThrowsAsync<ArgumentException>(() => world.Client.SubmitAsync([world.Items(1).Values.First() with { Id = id }], Token));

        Assert.Empty(world.Server.Requests);
    }

    [Fact]
    public async Task ItemsOfOneIdTwoModelsOrTwoTenantsAreRefused()
    {
        await using var world = await World.StartAsync("openai");
        var item = world.Items(1).Values.First();
        var request = item.Request;

        await Assert.ThrowsAsync<ArgumentException>(() => world.Client.SubmitAsync([], Token));
        await Assert.ThrowsAsync<ArgumentException>(() => world.Client.SubmitAsync([item, item], Token));
        await Assert.ThrowsAsync<ArgumentException>(() => world.Client.SubmitAsync([item, new("b", request with { TenantId = "t" })], Token));
        await Assert.ThrowsAsync<ArgumentException>(() => world.Client.SubmitAsync([item, new("b", request with { Model = Some.Model("other", "openai") })], Token));
    }

    [Fact]
    public async Task TheLongestIdIsTaken()
    {
        await using var world = await World.StartAsync("anthropic");

        var batch = await world.Client.SubmitAsync([world.Items(1).Values.First() with { Id = new('x', 64) }], Token);

        Assert.NotEmpty(batch.Id);
    }

    [Theory]
    [InlineData(50_000, true)]
    [InlineData(50_001, false)]
    public async Task ABatchHasAsManyItemsAsTheVendorTakes(int count, bool taken)
    {
        await using var world = await World.StartAsync("openai");
        Assert.Equal(50_000, world.Client.Limits.MaxItems);

        // One id twice is refused too, after the number of items: so nothing is sent.
        var item = world.Items(1).Values.First();
        var error = await Assert.ThrowsAsync<ArgumentException>(() => world.Client.SubmitAsync([.. Enumerable.Repeat(item, count)], Token));

        Assert.Equal(taken, error.Message.StartsWith("The id of an item", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MoreBytesThanABatchMayHaveAreRefused()
    {
        await using var world = await World.StartAsync("google");
        var items = world.Items(3).Values.Select(i => i with { Request = Some.Request(world.Model, new string('x', 8_000_000)) }).ToList();

        Assert.InRange(world.Client.Measure(items[0].Request).Bytes, 8_000_000, 8_001_000);
        await Assert.ThrowsAsync<ArgumentException>(() => world.Client.SubmitAsync(items, Token));
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task ResultsBeyondTheLimitAreRefused(string vendor)
    {
        await using var world = await World.StartAsync(vendor, 2048);
        world.Server.Reply(new string('x', 4096));
        var items = world.Items(2);
        var batch = await world.Client.SubmitAsync([.. items.Values], Token);

        var error = await Assert.ThrowsAsync<ModelException>(async () => await world.ResultsAsync(await world.Client.GetAsync(batch, Token), items));

        Assert.Equal(ModelErrorKind.Malformed, error.Kind);
    }

    [Fact]
    public async Task TheDigestTellsRequestsAndTenantsApart()
    {
        await using var world = await World.StartAsync("openai");
        var request = Some.Request(world.Model, "a");

        string[] digests = [.. new[] { request, Some.Request(world.Model, "b"), request with { TenantId = "t" }, request with { Options = new() { MaxOutputTokens = 5 } } }.Select(r => world.Client.Measure(r).Digest)];

        Assert.Equal(4, digests.Distinct().Count());
        Assert.Equal(digests[0], world.Client.Measure(Some.Request(world.Model, "a")).Digest);
        Assert.All(digests, static d => Assert.Equal(32, d.Length));
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task CancellationEndsACall(string vendor)
    {
        await using var world = await World.StartAsync(vendor);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Client.SubmitAsync([.. world.Items(1).Values], stop.Token));
    }

    private sealed class World : IAsyncDisposable
    {
        private readonly ServiceProvider _services;

        private World(LoopbackProviderServer server, string vendor, int? mostBytes)
        {
            Server = server;
            var provider = vendor.Split('-')[0];
            Model = Some.Model(provider + "-model", provider);
            _services = Some.Services(b =>
            {
                switch (provider)
                {
                    case "openai":
                        b.AddOpenAI(o => (o.ApiKey, o.BaseUrl, o.Api) = (Some.Key, server.OpenAIUrl, vendor.Contains('-', StringComparison.Ordinal) ? OpenAIApi.Responses : OpenAIApi.ChatCompletions));
                        break;
                    case "anthropic":
                        b.AddAnthropic(o => (o.ApiKey, o.BaseUrl) = (Some.Key, server.AnthropicUrl));
                        break;
                    default:
                        b.AddGoogle(o => (o.ApiKey, o.BaseUrl) = (Some.Key, server.GoogleUrl));
                        break;
                }

                if (mostBytes is { } most)
                {
                    b.Services.Configure<ModelBatchOptions>(o => o.MaxResultBytes = most);
                }
            });
            Client = _services.GetRequiredService<IModelBatchClient>();
            server.Respond(static r => LoopbackReply.Of($"Answer to {IdIn(r)}."));
        }

        public LoopbackProviderServer Server { get; }

        public IModelBatchClient Client { get; }

        public ModelDefinition Model { get; }

        public static async Task<World> StartAsync(string vendor, int? mostBytes = null) => new(await LoopbackProviderServer.StartAsync(cancellationToken: Token), vendor, mostBytes);

        public Dictionary<string, ModelBatchItem> Items(int count) =>
            Enumerable.Range(0, count).Select(i => new ModelBatchItem($"item-{i}", Some.Request(Model, $"Item item-{i}."))).ToDictionary(static i => i.Id, StringComparer.Ordinal);

        public async Task<ModelBatch> EndedAsync(Dictionary<string, ModelBatchItem> items) => await Client.GetAsync(await Client.SubmitAsync([.. items.Values], Token), Token);

        public async Task<List<ModelBatchResult>> ResultsAsync(ModelBatch batch, Dictionary<string, ModelBatchItem> items)
        {
            var results = new List<ModelBatchResult>();
            await foreach (var result in Client.ResultsAsync(batch, items.ToDictionary(static i => i.Key, static i => i.Value.Request, StringComparer.Ordinal), Token))
            {
                results.Add(result);
            }

            return results;
        }

        public async ValueTask DisposeAsync()
        {
            await _services.DisposeAsync();
            await Server.DisposeAsync();
        }

        private static string IdIn(RecordedRequest request)
        {
            var body = System.Text.Encoding.UTF8.GetString(request.Body.Span);
            var at = body.IndexOf("Item item-", StringComparison.Ordinal) + 5;
            return body[at..body.IndexOf('.', at)];
        }
    }
}
