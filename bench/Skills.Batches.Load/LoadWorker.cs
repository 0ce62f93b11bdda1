using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Skills.Engine;

namespace Skills.Batches.Load;

/// <summary>A process that works on every run of a store.</summary>
internal static class LoadWorker
{
    public static async Task RunAsync(string kind, string connection)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        LoadStore.Add(builder.Services.AddSkillsEngine(), kind, connection, new InstantModel(), static options => options.LookEvery = TimeSpan.FromMilliseconds(20))
            .AddSkill(LoadSkill.Skill)
            .AddSkillBatchWorker();
        using var host = builder.Build();
        await host.StartAsync();
        ChildProcess.SayReady();
        await host.WaitForShutdownAsync();
    }
}
