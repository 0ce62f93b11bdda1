using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Skills.Cli.Hosting;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.Batching;

/// <summary>Makes the host of a worker.</summary>
internal static class BatchWorkerRegistration
{
    /// <summary>Makes a host that works on batches once it is started.</summary>
    /// <param name="settings">The folder and the providers.</param>
    /// <param name="store">Returns the store by the configuration.</param>
    /// <param name="parallel">Items of each run at the same time; null for the run's own number.</param>
    /// <param name="terminal">Shows warnings.</param>
    public static BatchWorkerHost Build(EngineSettings settings, Func<IConfiguration, BatchStore> store, int? parallel, Terminal terminal)
    {
        var folder = settings.Config is { } typed ? settings.Host.FullPath(typed) : settings.Host.Folder;
        var configuration = CliConfiguration.Read(settings.Host, folder);
        var shared = store(configuration);
        var builder = Host.CreateEmptyApplicationBuilder(new() { ContentRootPath = folder });
        builder.Logging.AddProvider(new TerminalLoggerProvider(terminal)).SetMinimumLevel(LogLevel.Warning);
        shared.AddTo(EngineRegistration.AddTo(builder.Services, configuration, settings, folder), options => options.Parallelism = parallel ?? options.Parallelism).AddSkillBatchWorker();
        builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
        var host = builder.Build();
        return new(host, host.Services.GetRequiredService<SkillExecutionEngine>(), host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
    }
}
