using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Skills.Engine.Definitions;
using Skills.Engine.Execution;

namespace Skills.Engine.Naming;

/// <summary>
/// One named engine: a container of its own with everything that the default engine has in the host's. Nothing is shared by
/// accident, neither caches nor budgets, catalogs or options. Configuration, logging and the clock are the host's.
/// </summary>
/// <param name="parts">The parts that were registered.</param>
/// <param name="host">The host's services.</param>
internal sealed class NamedEngine(NamedEngineParts parts, IServiceProvider host) : IHostedService, IAsyncDisposable, IDisposable
{
    private readonly Lazy<ServiceProvider> _services = new(() => Build(parts, host));

    /// <summary>Gets the engine.</summary>
    public SkillExecutionEngine Engine => Guarded(static services => services.GetRequiredService<SkillExecutionEngine>());

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        CheckNames();
        Guarded(static services =>
        {
            services.GetService<IStartupValidator>()?.Validate();
            services.GetRequiredService<StartCheck>().Run();
            return true;
        });
        foreach (var service in _services.Value.GetServices<IHostedService>())
        {
            await service.StartAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var service in _services.Value.GetServices<IHostedService>().Reverse())
        {
            await service.StopAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_services.IsValueCreated)
        {
            await _services.Value.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_services.IsValueCreated)
        {
            _services.Value.Dispose();
        }
    }

    private static ServiceProvider Build(NamedEngineParts parts, IServiceProvider host)
    {
        var services = new ServiceCollection();
        foreach (var part in parts.Services)
        {
            ((ICollection<ServiceDescriptor>)services).Add(part);
        }

        parts.Shared.ForEach(share => share(services, host));
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

    // A misspelled name would leave an engine with its defaults.
    private void CheckNames()
    {
        var names = host.GetServices<NamedEngineParts>().Select(static p => p.Name).ToList();
        var unknown = host.GetService<IConfiguration>()?.GetSection(NamedEngineParts.Sections).GetChildren().FirstOrDefault(s => !names.Contains(s.Key, StringComparer.OrdinalIgnoreCase));
        if (unknown is not null)
        {
            throw new OptionsValidationException(parts.Name, typeof(SkillsEngineOptions),
                [$"Unknown key '{unknown.Key}' in '{NamedEngineParts.Sections}'.{NearestName.Hint(unknown.Key, names)} Add the engine with AddSkillsEngine(\"{unknown.Key}\"), or correct the name."]);
        }
    }

    // The sentences of the parts name the default engine's section.
    private T Guarded<T>(Func<ServiceProvider, T> use)
    {
        try
        {
            return use(_services.Value);
        }
        catch (OptionsValidationException wrong)
        {
            throw new OptionsValidationException(parts.Name, wrong.OptionsType, wrong.Failures.Select(f =>
                f.Replace(parts.Section, SkillsEngineOptions.SectionName, StringComparison.Ordinal).Replace(SkillsEngineOptions.SectionName + ":", parts.Section + ":", StringComparison.Ordinal)
                    .Replace($"'{SkillsEngineOptions.SectionName}'", $"'{parts.Section}'", StringComparison.Ordinal)));
        }
    }
}
