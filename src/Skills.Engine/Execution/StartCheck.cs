using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Skills.Engine.Execution;

/// <summary>Checks at start what options alone cannot show: that models and skills can be read, and that each provider has one client.</summary>
internal sealed class StartCheck(IOptions<SkillsEngineOptions> options, ModelCatalog catalog, SkillCatalog skills, IEnumerable<IModelClient> clients) : IHostedService
{
    /// <summary>Checks once.</summary>
    /// <exception cref="OptionsValidationException">A setting is wrong, or two clients share a name.</exception>
    /// <exception cref="ModelCatalogException">The catalog of models cannot be read.</exception>
    /// <exception cref="SkillDefinitionException">A skill file has errors.</exception>
    public void Run()
    {
        _ = options.Value;
        _ = catalog.Models;
        _ = skills.Definitions;
        var twice = clients.GroupBy(static c => c.Provider.Name, StringComparer.OrdinalIgnoreCase).Where(static g => g.Count() > 1).Select(static g => g.Key).ToList();
        if (twice.Count > 0)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(SkillsEngineOptions), twice.Select(static name =>
                $"The provider '{name}' is registered more than once; only one client can answer by a name. Remove one of the calls that add it, or give one another name."));
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Run();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
