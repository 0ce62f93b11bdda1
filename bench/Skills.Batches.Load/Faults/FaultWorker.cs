using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Skills.Engine;
using Skills.Engine.Batches;

namespace Skills.Batches.Load.Faults;

/// <summary>A process of a fault run. It is killed at any time, and started again.</summary>
internal static class FaultWorker
{
    /// <summary>Works on the run until it is complete.</summary>
    public static async Task WorkAsync(FaultJob job)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        LoadStore.Add(builder.Services.AddSkillsEngine(), job.Kind, job.Connection, Model(job), FaultJob.Configure).AddSkill(LoadSkill.Skill).AddSkillBatchWorker();
        using var host = builder.Build();
        await host.StartAsync();
        ChildProcess.SayReady();
        await host.WaitForShutdownAsync();
    }

    /// <summary>Starts the run, or goes on with it, reads its source and works on it.</summary>
    /// <returns>False if the store is down. The process is started again then.</returns>
    public static async Task<bool> ReadAsync(FaultJob job, decimal budget)
    {
        await using var engine = SkillsEngine.Create(builder => LoadStore.Add(builder, job.Kind, job.Connection, Model(job), FaultJob.Configure));
        var source = LoadSkill.Source(job.Items);
        try
        {
            _ = (await engine.Batches.ListAsync()).Count == 0
                ? await engine.Batches.StartAsync(LoadSkill.Skill, source, Options(budget))
                : await engine.Batches.ResumeAsync(FaultJob.Run, LoadSkill.Skill, source);
            await engine.Batches.WaitAsync(FaultJob.Run);
            return true;
        }
        catch (Exception e) when (e is not (BatchException or OutOfMemoryException))
        {
            Console.Error.WriteLine($"The reader ends with {e.GetType().Name}, and is started again.");
            return false;
        }
    }

    private static BatchRunOptions Options(decimal budget) => new()
    {
        Id = FaultJob.Run,
        Parallelism = FaultJob.Parallelism,
        BudgetUsd = budget,
        MaxItemCostUsd = FaultJob.MaxItemCostUsd,
        MaxAttempts = 100,
    };

    private static BilledModel Model(FaultJob job) => new(Path.Combine(job.Folder, $"{Environment.ProcessId}-{Guid.NewGuid():n}.bill"));
}
