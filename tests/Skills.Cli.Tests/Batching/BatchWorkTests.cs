using System.Text.Json;
using Skills.Cli.Tests.Processes;
using Skills.Cli.Tests.Support;
using Skills.Engine;
using Skills.Engine.Batches;
using Skills.Engine.Testing;

namespace Skills.Cli.Tests.Batching;

public sealed class BatchWorkTests
{
    private const string Run = "people";
    private const int Items = 40;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AWorkerFinishesARunThatAnotherProcessLeft()
    {
        await using var redis = await RedisServerFixture.StartAsync();
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);
        await LeaveRunAsync(place, redis);

        var result = (await place.RunAsync("batch", "work", "--connection", redis.ConnectionString, "--once", "--dry", "--parallel", "3")).Exits(0);

        var progress = await ProgressAsync(place, redis);
        Assert.Equal((BatchRunState.Completed, Items), (progress.Run.State, progress.Succeeded));
        Assert.Contains($"{Run} of greeting", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(redis.ConnectionString, result.Out + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASignalToEndFinishesWhatIsUnderWay()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no kill -TERM.");
        await using var redis = await RedisServerFixture.StartAsync();
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", LiveSkill.With(cases: 1));
        await using var server = await Models.ServeAsync(place);
        server.Respond(static _ => Models.Greeting("Hello") with { DelayToHeaders = TimeSpan.FromSeconds(1) });
        place.Variables["SkillsEngine__Redis__ConnectionString"] = redis.ConnectionString;
        await LeaveRunAsync(place, redis);
        using var worker = SkillsProcess.Start(place.Folder, place.Variables, "batch", "work", "--parallel", "2");

        await Eventually.HoldsAsync(() => server.Requests.Count >= 2, "The worker did not begin.");
        await worker.TerminateAsync();
        (await worker.EndAsync()).Exits(0);

        var progress = await ProgressAsync(place, redis);
        Assert.Equal((0L, Items), (progress.InFlight, progress.Succeeded + progress.Pending));
        Assert.InRange(progress.Succeeded, 2, Items - 1);
        Assert.Equal(server.Requests.Count, progress.Succeeded);
    }

    [Fact]
    public async Task AStoreThatIsNotNamedIsRefused()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);

        var redis = (await place.RunAsync("batch", "work")).Exits(2);
        var postgres = (await place.RunAsync("batch", "work", "--store", "postgres")).Exits(2);
        (await place.RunAsync("batch", "work", "--parallel", "0")).Exits(2);

        Assert.Contains("'SkillsEngine:Redis:ConnectionString'", redis.Error, StringComparison.Ordinal);
        Assert.Contains("'ConnectionStrings:SkillsBatches'", postgres.Error, StringComparison.Ordinal);
    }

    // The source is read to its end, and no item is finished.
    private static async Task LeaveRunAsync(Workplace place, RedisServerFixture redis)
    {
        await using var engine = Engine(place, redis);
        var source = BatchSource.From(Enumerable.Range(1, Items).Select(static n => new BatchItem(JsonElement.Parse($$"""{"name":"Person {{n}}"}"""))));
        await engine.Batches.StartAsync(engine.Catalog.Find("greeting")!, source, new() { Id = Run, Parallelism = 1 }, Token);
        await Eventually.HoldsAsync(async () => (await engine.Batches.GetProgressAsync(Run, Token)).IsSourceDone, "The source was not read.");
    }

    private static async Task<BatchProgress> ProgressAsync(Workplace place, RedisServerFixture redis)
    {
        await using var engine = Engine(place, redis);
        return await engine.Batches.GetProgressAsync(Run, Token);
    }

    // Its model never answers.
    private static SkillExecutionEngine Engine(Workplace place, RedisServerFixture redis) => SkillsEngine.Create(builder =>
    {
        var model = new FakeModelClient("local").Respond(static async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return FakeModelClient.Answer("{}");
        });
        builder.AddModelClient(model, model.Model("test-model"))
            .AddSkillsFromDirectory(Path.Combine(place.Folder, "skills"))
            .AddRedisBatches(connection => connection.ConnectionString = redis.ConnectionString, static options => options.DrainTimeout = TimeSpan.Zero);
    });
}
