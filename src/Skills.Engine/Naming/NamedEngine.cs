using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Skills.Engine.Definitions;

namespace Skills.Engine.Naming;

/// <summary>
/// One named engine: a container of its own with everything that the default engine has in the host's. Nothing is shared by
/// accident, neither caches nor budgets, catalogs or options. Configuration, logging and the clock are the host's.
/// </summary>
/// <param name="parts">The parts that were registered.</param>
/// <param name="container">Its container, made when it is first used.</param>
/// <param name="names">The names of all named engines of the host.</param>
/// <param name="configuration">The host's configuration; null when it has none.</param>
internal sealed class NamedEngine(NamedEngineParts parts, Lazy<NamedEngineContainer> container, IReadOnlyList<string> names, IConfiguration? configuration)
    : IHostedService, IAsyncDisposable, IDisposable
{
    /// <summary>Gets the engine.</summary>
    public SkillExecutionEngine Engine => Guarded(static c => c.Engine());

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        CheckNames();
        var hosted = Guarded(static c =>
        {
            c.Check();
            return c.Hosted();
        });
        foreach (var service in hosted)
        {
            await service.StartAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var service in container.Value.Hosted().Reverse())
        {
            await service.StopAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (container.IsValueCreated)
        {
            await container.Value.Services.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (container.IsValueCreated)
        {
            container.Value.Services.Dispose();
        }
    }

    // A misspelled name would leave an engine with its defaults.
    private void CheckNames()
    {
        var unknown = configuration?.GetSection(NamedEngineParts.Sections).GetChildren().FirstOrDefault(s => !names.Contains(s.Key, StringComparer.OrdinalIgnoreCase));
        if (unknown is not null)
        {
            throw new OptionsValidationException(parts.Name, typeof(SkillsEngineOptions),
                [$"Unknown key '{unknown.Key}' in '{NamedEngineParts.Sections}'.{NearestName.Hint(unknown.Key, names)} Add the engine with AddSkillsEngine(\"{unknown.Key}\"), or correct the name."]);
        }
    }

    private T Guarded<T>(Func<NamedEngineContainer, T> use)
    {
        try
        {
            return use(container.Value);
        }
        catch (OptionsValidationException wrong)
        {
            throw new OptionsValidationException(parts.Name, wrong.OptionsType, wrong.Failures.Select(InOwnSection));
        }
    }

    // The sentences of the parts name the default engine's section.
    private string InOwnSection(string sentence) => sentence
        .Replace(parts.Section, SkillsEngineOptions.SectionName, StringComparison.Ordinal)
        .Replace(SkillsEngineOptions.SectionName + ":", parts.Section + ":", StringComparison.Ordinal)
        .Replace($"'{SkillsEngineOptions.SectionName}'", $"'{parts.Section}'", StringComparison.Ordinal);
}
