using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.Cli.Tests.Support;
using Skills.Engine;
using Skills.Engine.Batches;
using Skills.Engine.Testing;

namespace Skills.Cli.Tests.Batching;

/// <summary>The commands on runs of a Redis or PostgreSQL.</summary>
public sealed class SharedBatchTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ARunInRedisIsShownListedCanceledAndDeleted()
    {
        await using var redis = await RedisServerFixture.StartAsync();

        await ARunIsShownListedCanceledAndDeletedAsync("redis", redis.ConnectionString);
    }

    [Fact]
    public async Task ARunInPostgresIsShownListedCanceledAndDeleted()
    {
        postgres.Require();

        await ARunIsShownListedCanceledAndDeletedAsync("postgres", postgres.ConnectionString);
    }

    [Theory]
    [InlineData("redis", "127.0.0.1:1,connectTimeout=200,abortConnect=true")]
    [InlineData("postgres", "Host=127.0.0.1;Port=1;Username=secret-user;Timeout=2")]
    [InlineData("postgres", "no connection string")]
    public async Task AStoreThatDoesNotAnswerIsReportedWithoutItsConnection(string store, string connection)
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);

        var result = (await place.RunAsync("batch", "list", "--store", store, "--connection", connection)).Exits(3);

        Assert.Contains("does not answer", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-user", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStoreThatIsNotNamedAndALimitOutOfRangeAreRefused()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);

        var redis = (await place.RunAsync("batch", "status", "--run", "people")).Exits(2);
        (await place.RunAsync("batch", "list", "--connection", "localhost", "--limit", "0")).Exits(2);

        Assert.Contains("'SkillsEngine:Redis:ConnectionString'", redis.Error, StringComparison.Ordinal);
    }

    private static async Task ARunIsShownListedCanceledAndDeletedAsync(string store, string connection)
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);
        place.Variables["SkillsEngine__Redis__ConnectionString"] = place.Variables["ConnectionStrings__SkillsBatches"] = connection;
        await RunAsync(place, store, connection);
        string[] shared = ["--store", store, "--run", "people"];

        var status = (await place.RunAsync(["batch", "status", .. shared])).Exits(0);
        var json = JsonElement.Parse((await place.RunAsync(["batch", "status", .. shared, "-o", "json"])).Exits(0).Out);
        var list = (await place.RunAsync("batch", "list", "--store", store)).Exits(0);
        var listed = JsonElement.Parse((await place.RunAsync("batch", "list", "--store", store, "-o", "json")).Exits(0).Out);
        var missing = (await place.RunAsync("batch", "status", "--store", store, "--run", "nobody")).Exits(3);
        (await place.RunAsync(["batch", "cancel", .. shared])).Exits(5);
        var redriven = (await place.RunAsync(["batch", "redrive", .. shared])).Exits(0);
        (await place.RunAsync(["batch", "cancel", .. shared])).Exits(0);
        (await place.RunAsync(["batch", "delete", .. shared])).Exits(0);
        (await place.RunAsync(["batch", "delete", .. shared])).Exits(5);
        (await place.RunAsync("batch", "list", "--store", store)).Exits(5);

        Assert.Contains("2 succeeded, 1 failed, 0 waiting", status.Out, StringComparison.Ordinal);
        Assert.Contains("1 × output.", status.Out, StringComparison.Ordinal);
        Assert.Equal(("people", "completed", 2, 1), (json.GetProperty("id").GetString(), json.GetProperty("state").GetString(), json.GetProperty("succeeded").GetInt32(), json.GetProperty("failed").GetInt32()));
        Assert.Contains("people", list.Out, StringComparison.Ordinal);
        Assert.Equal(Timeless(json), Timeless(Assert.Single(listed.EnumerateArray())));
        Assert.Contains("There is no run 'nobody'", missing.Error, StringComparison.Ordinal);
        Assert.Contains("1 line(s) wait again", redriven.Error, StringComparison.Ordinal);
        Assert.All([status, list, missing, redriven], r => Assert.DoesNotContain(connection, r.Out + r.Error, StringComparison.Ordinal));
    }

    // The numbers are of two moments.
    private static string Timeless(JsonElement run)
    {
        var members = JsonObject.Create(run)!;
        Assert.True(members.Remove("asOf"));
        return members.ToJsonString();
    }

    // Three items, of which the last one fails.
    private static async Task RunAsync(Workplace place, string store, string connection)
    {
        await using var engine = SkillsEngine.Create(builder =>
        {
            var model = new FakeModelClient("local").Respond(static (request, _) => Task.FromResult(
                FakeModelClient.Answer(request.Messages.Any(static m => m.Text.Contains("Person 3", StringComparison.Ordinal)) ? "{}" : """{"greeting":"Hello"}""")));
            builder.AddModelClient(model, model.Model("test-model")).AddSkillsFromDirectory(Path.Combine(place.Folder, "skills"));
            _ = store == "redis" ? builder.AddRedisBatches(redis => redis.ConnectionString = connection) : builder.AddPostgresBatches(connection);
        });
        var source = BatchSource.From(Enumerable.Range(1, 3).Select(static n => new BatchItem(JsonElement.Parse($$"""{"name":"Person {{n}}"}"""))));
        await engine.Batches.StartAsync(engine.Catalog.Find("greeting")!, source, new() { Id = "people", Parallelism = 1 }, Token);
        await engine.Batches.WaitAsync("people", Token).WaitAsync(TimeSpan.FromSeconds(60), Token);
    }
}
