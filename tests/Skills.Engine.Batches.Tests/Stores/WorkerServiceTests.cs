using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Skills.Engine.Testing;

namespace Skills.Engine.Batches.Tests.Stores;

public sealed class WorkerServiceTests(RedisServer redis) : IClassFixture<RedisServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AHostThatStopsFinishesWhatIsUnderWayAndAnotherGoesOn()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var model = new FakeModelClient().Respond(async (request, cancellationToken) =>
        {
            await gate.Task.WaitAsync(cancellationToken);
            return FakeModelClient.Answer(Some.Answer(request));
        });
        var run = "drain-" + Guid.NewGuid().ToString("n");
        using var first = Host(model);
        await first.StartAsync(Token);
        var batches = first.Services.GetRequiredService<SkillBatches>();
        await batches.StartAsync(Some.Skill, BatchSource.From(Some.Items(50)), new() { Id = run, Parallelism = 2 }, Token);
        await Eventually.HoldsAsync(() => model.Calls == 2, "No item was started.");
        await Eventually.HoldsAsync(async () => (await batches.GetProgressAsync(run, Token)).IsSourceDone, "The source was not read.");

        var stopping = first.StopAsync(Token);
        gate.SetResult();
        await Eventually.EndsAsync(stopping);
        using var second = Host(Some.Model());
        await second.StartAsync(Token);
        var watched = second.Services.GetRequiredService<SkillBatches>();
        await Eventually.HoldsAsync(async () => (await watched.GetProgressAsync(run, Token)).Run.State == BatchRunState.Completed, "The second host did not go on.");
        var done = await watched.GetProgressAsync(run, Token);
        await second.StopAsync(Token);

        Assert.Equal((50L, 0L, 0L), (done.Succeeded, done.Failed, done.Repeats));
        Assert.InRange(model.Calls, 2, 49);
    }

    private IHost Host(FakeModelClient model)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSkillsEngine().AddModelClient(model, model.Model()).AddSkill(Some.Skill)
            .AddRedisBatches(c => c.ConnectionString = redis.Server.ConnectionString, static o => o.LookEvery = TimeSpan.FromMilliseconds(50)).AddSkillBatchWorker();
        return builder.Build();
    }
}
