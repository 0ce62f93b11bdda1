using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Skills.Engine.Execution;

namespace Skills.Engine.Naming;

/// <summary>Makes the container of a named engine.</summary>
internal static class NamedEngineRegistration
{
    /// <summary>Returns the engine. Its container is made when it is first used.</summary>
    /// <param name="parts">The parts that were registered.</param>
    /// <param name="host">The host's services.</param>
    public static NamedEngine Create(NamedEngineParts parts, IServiceProvider host) => new(
        parts,
        new(() => Open(parts, host)),
        [.. host.GetServices<NamedEngineParts>().Select(static p => p.Name)],
        host.GetService<IConfiguration>());

    private static NamedEngineContainer Open(NamedEngineParts parts, IServiceProvider host)
    {
        var services = Build(parts, host);
        return new(
            services,
            services.GetRequiredService<SkillExecutionEngine>,
            () =>
            {
                services.GetService<IStartupValidator>()?.Validate();
                services.GetRequiredService<StartCheck>().Run();
            },
            () => [.. services.GetServices<IHostedService>()]);
    }

    private static ServiceProvider Build(NamedEngineParts parts, IServiceProvider host)
    {
        var services = new ServiceCollection();
        foreach (var part in parts.Services)
        {
            ((ICollection<ServiceDescriptor>)services).Add(part);
        }

        foreach (var shared in parts.Shared)
        {
            services.AddSingleton(shared, host.GetRequiredService(shared));
        }

        if (host.GetService<IConfiguration>() is { } configuration)
        {
            services.AddSingleton<IConfiguration>(new EngineSection(configuration, parts.Section));
        }

        Share<ILoggerFactory>(services, host);
        Share<IHostEnvironment>(services, host);

        // One registration is the engine's default. A second is a clock that somebody chose for this engine.
        if (services.Count(static s => s.ServiceType == typeof(TimeProvider)) == 1)
        {
            Share<TimeProvider>(services, host);
        }

        return services.BuildServiceProvider();
    }

    private static void Share<TService>(ServiceCollection services, IServiceProvider host)
        where TService : class
    {
        if (host.GetService<TService>() is { } shared)
        {
            services.AddSingleton(shared);
        }
    }
}
