using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;
using StackExchange.Redis;

namespace Skills.Engine.Redis.Tests.EndToEnd;

/// <summary>Whole executions on a real <c>redis-server</c>.</summary>
public sealed class SharedResultTests(ITestOutputHelper output)
{
    private static readonly Skill Skill = new()
    {
        Id = "greeting",
        Name = "Greeting",
        Version = "1.0.0",
        PromptTemplate = "Greet {{ name }}",
        InputSchema = JsonElement.Parse("""{ "type": "object", "required": ["name"], "properties": { "name": { "type": "string" } } }"""),
        OutputSchema = JsonElement.Parse("""{ "type": "object", "required": ["greeting"], "properties": { "greeting": { "type": "string" } } }"""),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnotherEngineGetsTheHitOfTheFirst()
    {
        RedisTest.RequireServer();
        await using var redis = await RedisFixture.StartAsync(cancellationToken: Token);
        output.WriteLine($"Redis: {redis.Source}");
        var (first, second) = (Answering(), Answering());

        SkillResult miss, hit;
        await using (var engine = Engine(first, redis.ConnectionString))
        {
            miss = await engine.ExecuteAsync(Skill, new { name = "canary-input" }, new() { UserId = "one" }, Token);
        }

        await using (var engine = Engine(second, redis.ConnectionString))
        {
            hit = await engine.ExecuteAsync(Skill, new { name = "canary-input" }, new() { UserId = "two" }, Token);
        }

        Assert.Equal((false, true), (miss.CacheHit, hit.CacheHit));
        Assert.Equal((1, 0), (first.Calls, second.Calls));
        Assert.Equal("two", hit.Context.UserId);
        Assert.Equal(miss.Outputs!.Value.GetRawText(), hit.Outputs!.Value.GetRawText());
    }

    [Fact]
    public async Task KeysHaveATimeToLiveAFixedLengthAndNoInput()
    {
        RedisTest.RequireServer();
        await using var redis = await RedisServerFixture.StartAsync();
        await using (var engine = Engine(Answering(), redis.ConnectionString))
        {
            await engine.ExecuteAsync(Skill, new { name = "canary-input" }, cancellationToken: Token);
            await engine.ExecuteAsync(Skill, new { name = new string('x', 5000) }, cancellationToken: Token);
        }

        using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        var keys = connection.GetServer("127.0.0.1", redis.Port).Keys().Select(static k => Encoding.UTF8.GetString((byte[])k!)).ToList();
        var entries = keys.Where(static k => k.Contains(":r:", StringComparison.Ordinal) && !k.EndsWith(":f", StringComparison.Ordinal)).ToList();

        Assert.Equal(2, entries.Count);
        Assert.Single(entries.Select(static k => k.Length).Distinct());
        Assert.All(entries, k => Assert.InRange(connection.GetDatabase().KeyTimeToLive(k)!.Value, TimeSpan.FromMinutes(30), TimeSpan.FromHours(2)));
        Assert.DoesNotContain(keys, static k => k.Contains("canary", StringComparison.Ordinal) || k.Contains("xxx", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ADeadServerNeitherFailsNorHangsAnExecution()
    {
        RedisTest.RequireServer();
        var redis = await RedisServerFixture.StartAsync();
        var model = Answering();
        await using var engine = Engine(model, redis.ConnectionString);

        var before = await engine.ExecuteAsync(Skill, new { name = "a" }, cancellationToken: Token);
        redis.Kill();
        var after = await engine.ExecuteAsync(Skill, new { name = "b" }, new() { Timeout = TimeSpan.FromSeconds(10) }, Token);
        await using var never = Engine(model, "127.0.0.1:1,abortConnect=false");
        var without = await never.ExecuteAsync(Skill, new { name = "c" }, new() { Timeout = TimeSpan.FromSeconds(10) }, Token);

        Assert.All([before, after, without], r => Assert.Equal(ExecutionStatus.Success, r.Status));
        await redis.DisposeAsync();
    }

    private static SkillExecutionEngine Engine(FakeModelClient model, string connectionString) =>
        SkillsEngine.Create(b =>
        {
            // A busy machine must not turn a slow answer of the server into a miss.
            b.Services.Configure<SkillsEngineOptions>(static o =>
            {
                o.Cache.SoftTimeout = TimeSpan.FromSeconds(2);
                o.Cache.HardTimeout = TimeSpan.FromSeconds(2);
            });
            b.AddModelClient(model, model.Model()).AddRedisCache(connectionString);
        });

    private static FakeModelClient Answering() => new FakeModelClient().Reply("""{"greeting": "Hi"}""");
}
