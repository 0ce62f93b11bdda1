using System.Text.Json;
using Microsoft.Extensions.Hosting;

namespace Skills.Engine.Batches.Tests.Support;

/// <summary>The entry of <see cref="WorkerProcess"/>. It is no test: it is explicit, and does nothing without a job.</summary>
public sealed class WorkerProcessEntry
{
    [Fact(Explicit = true)]
    public async Task WorksOnARun()
    {
        if (Environment.GetEnvironmentVariable(WorkerJob.Variable) is not { Length: > 0 } text)
        {
            return;
        }

        var job = JsonSerializer.Deserialize<WorkerJob>(text)!;
        await (job.Kind == "journal" ? RunAsync(job) : ServeAsync(job));
    }

    private static async Task RunAsync(WorkerJob job)
    {
        await using var engine = Some.LiveEngine(job.Provider, builder => builder.AddSkillBatches(job.Store));
        var source = BatchSource.From(Some.Items(job.Items));
        var run = job.Starts
            ? await engine.Batches.StartAsync(Some.Skill, source, job.Options with { Id = job.Run }, TestContext.Current.CancellationToken)
            : await engine.Batches.ResumeAsync(job.Run, Some.Skill, source, cancellationToken: TestContext.Current.CancellationToken);
        await engine.Batches.WaitAsync(run.Id, TestContext.Current.CancellationToken);
    }

    private static async Task ServeAsync(WorkerJob job)
    {
        var host = Host.CreateEmptyApplicationBuilder(null);
        var builder = Some.AddLive(host.Services.AddSkillsEngine(), job.Provider).AddSkill(Some.Skill);
        static void Configure(BatchesOptions options) => (options.Lease, options.LookEvery) = (TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(200));
        _ = job.Kind == "redis" ? builder.AddRedisBatches(c => c.ConnectionString = job.Store, Configure) : builder.AddPostgresBatches(job.Store, Configure);
        builder.AddSkillBatchWorker();
        await host.Build().RunAsync(TestContext.Current.CancellationToken);
    }
}
