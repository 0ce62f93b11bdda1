using System.Text.Json;

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
        await using var engine = Some.LiveEngine(job.Provider, builder => builder.AddSkillBatches(job.Store));
        var source = BatchSource.From(Some.Items(job.Items));
        var run = job.Starts
            ? await engine.Batches.StartAsync(Some.Skill, source, job.Options with { Id = job.Run }, TestContext.Current.CancellationToken)
            : await engine.Batches.ResumeAsync(job.Run, Some.Skill, source, cancellationToken: TestContext.Current.CancellationToken);
        await engine.Batches.WaitAsync(run.Id, TestContext.Current.CancellationToken);
    }
}
