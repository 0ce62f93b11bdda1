using Microsoft.Extensions.Options;

namespace Skills.Engine.Providers.Local;

/// <summary>Puts the models the host names into the catalog.</summary>
internal sealed class LocalModelsSetup(IOptions<LocalOptions> local) : IConfigureOptions<SkillsEngineOptions>
{
    public void Configure(SkillsEngineOptions options)
    {
        if (local.Value.Models.Count > 0)
        {
            options.Catalog.WithoutProviders.Add(LocalWire.Name);
        }

        foreach (var name in local.Value.Models)
        {
            options.Models.Add(ModelCatalog.Local(name));
        }
    }
}
