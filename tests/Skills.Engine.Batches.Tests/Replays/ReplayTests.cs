using Skills.Engine.Batches.Tests.Stores;
using Skills.Engine.Testing;

namespace Skills.Engine.Batches.Tests.Replays;

public sealed class ReplayTests(RedisServer redis, PostgresServer postgres) : IClassFixture<RedisServer>, IClassFixture<PostgresServer>, IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<string> Stores => ["sqlite", "redis", "postgres"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task ConcurrentAndLaterCallsOfAnIdGetTheOneResult(string store)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reply = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var model = new FakeModelClient().Respond(async (request, cancellationToken) =>
        {
            started.TrySetResult();
            await reply.Task.WaitAsync(cancellationToken);
            return FakeModelClient.Answer(Some.Answer(request));
        });
        await using var first = Engine(store, model);
        await using var second = Engine(store, model);
        var id = NewId();

        var calls = Enumerable.Range(0, 6).Select(n => (n % 2 == 0 ? first : second).ReplaySafe.ExecuteAsync(id, Some.Skill, new { n = 7 }, cancellationToken: Token)).ToList();
        await Eventually.EndsAsync(started.Task);
        reply.SetResult();
        var results = await Eventually.EndsAsync(Task.WhenAll(calls));
        var later = await second.ReplaySafe.ExecuteAsync(id, Some.Skill, new { n = 7 }, cancellationToken: Token);

        Assert.Equal(1, model.Calls);
        Assert.Equal(5, results.Count(static r => r.IsReplayed));
        Assert.Single(results.Append(later).Select(static r => r.Result.ExecutionId).Distinct());
        Assert.Equal(("Number 7", new Cost(Some.Price, CostKind.Exact), true), (later.Result.Outputs!.Value.GetProperty("echo").GetString(), later.Result.Cost, later.IsReplayed));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task AnIdIsOfOneTenantOneSkillAndOneInput(string store)
    {
        var model = Some.Model();
        await using var engine = Engine(store, model);
        var id = NewId();
        await engine.ReplaySafe.ExecuteAsync(id, Some.Skill, new { n = 1 }, new() { TenantId = "a" }, Token);

        var other = await engine.ReplaySafe.ExecuteAsync(id, Some.Skill, new { n = 2 }, new() { TenantId = "b" }, Token);
        var changed = await Assert.ThrowsAsync<BatchException>(() => engine.ReplaySafe.ExecuteAsync(id, Some.Skill, new { n = 3 }, new() { TenantId = "a" }, Token));

        Assert.False(other.IsReplayed);
        Assert.Contains("another skill or other inputs", changed.Message, StringComparison.Ordinal);
        Assert.Equal(2, model.Calls);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task AFailureThatMayPassIsNotKept(string store)
    {
        var model = Some.Model().Enqueue(new ModelException(ModelErrorKind.ServerError, "It is down."));
        await using var engine = Engine(store, model);
        var id = NewId();

        var failed = await engine.ReplaySafe.ExecuteAsync(id, Some.Skill, new { n = 1 }, cancellationToken: Token);
        var succeeded = await engine.ReplaySafe.ExecuteAsync(id, Some.Skill, new { n = 1 }, cancellationToken: Token);

        Assert.Equal((false, true), (failed.Result.IsSuccess, succeeded.Result.IsSuccess));
        Assert.Equal((false, false, 2), (failed.IsReplayed, succeeded.IsReplayed, model.Calls));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task TheIdOfALostProcessIsTakenOverWhenItsLeaseEnds(string store)
    {
        var model = Some.Model().EnqueueHang();
        await using var engine = Engine(store, model);
        using var leaves = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var id = NewId();
        var lost = engine.ReplaySafe.ExecuteAsync(id, Some.Skill, new { n = 1 }, cancellationToken: leaves.Token);
        await Eventually.HoldsAsync(() => model.Calls == 1, "The first call made no execution.");

        var waiting = engine.ReplaySafe.ExecuteAsync(id, Some.Skill, new { n = 1 }, cancellationToken: Token);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lost);
        var result = await Eventually.EndsAsync(waiting);

        Assert.Equal((true, false, 2), (result.Result.IsSuccess, result.IsReplayed, model.Calls));
    }

    private static string NewId() => Guid.NewGuid().ToString();

    private SkillExecutionEngine Engine(string store, FakeModelClient model)
    {
        if (store == "postgres")
        {
            postgres.Require();
        }

        return SkillsEngine.Create(builder =>
        {
            builder.AddModelClient(model, Some.Priced(model));
            _ = store switch
            {
                "sqlite" => builder.AddSqliteReplays(_folder.Of("replays.db")),
                "redis" => builder.AddRedisReplays(redis.Server.ConnectionString + RedisRights.User),
                _ => builder.AddPostgresReplays(postgres.ConnectionString),
            };
            Microsoft.Extensions.DependencyInjection.OptionsServiceCollectionExtensions.Configure<SkillsEngineOptions>(builder.Services, static o => o.Routing.Retry.MaxRetries = 0);
        });
    }
}
