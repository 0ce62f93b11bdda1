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
        await (job.Kind == "journal" || job.Starts ? RunAsync(job) : ServeAsync(job));
    }

    private static async Task RunAsync(WorkerJob job)
    {
        await using var engine = SkillsEngine.Create(builder => Some.AddStore(AddModels(builder, job), job.Kind, job.Store, ShortLease));
        var source = BatchSource.From(Some.Items(job.Items));
        var run = job.Starts
            ? await engine.Batches.StartAsync(Some.Skill, source, job.Options with { Id = job.Run }, TestContext.Current.CancellationToken)
            : await engine.Batches.ResumeAsync(job.Run, Some.Skill, source, cancellationToken: TestContext.Current.CancellationToken);
        await engine.Batches.WaitAsync(run.Id, TestContext.Current.CancellationToken);
    }

    private static async Task ServeAsync(WorkerJob job)
    {
        var host = Host.CreateEmptyApplicationBuilder(null);
        Some.AddStore(AddModels(host.Services.AddSkillsEngine(), job).AddSkill(Some.Skill), job.Kind, job.Store, ShortLease).AddSkillBatchWorker();
        await host.Build().RunAsync(TestContext.Current.CancellationToken);
    }

    private static SkillsEngineBuilder AddModels(SkillsEngineBuilder builder, WorkerJob job) =>
        job.Vendor is { } vendor ? VendorModels.Add(builder, vendor, job.Provider) : Some.AddLive(builder, job.Provider);

    private static void ShortLease(BatchesOptions options) => (options.Lease, options.LookEvery) = (TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(200));
}
