using Microsoft.Extensions.Options;

namespace Skills.Engine.Providers.Local;

/// <summary>Puts the models the host names into the catalog.</summary>
internal sealed class LocalModelsSetup(IOptions<LocalOptions> local) : IConfigureOptions<SkillsEngineOptions>
{
    public void Configure(SkillsEngineOptions options)
    {
        foreach (var name in local.Value.Models)
        {
            options.Models.Add(new()
            {
                Id = name,
                Provider = LocalWire.Name,
                Capabilities = ModelCapabilities.JsonSchema | ModelCapabilities.JsonMode | ModelCapabilities.Streaming
                    | ModelCapabilities.Sampling | ModelCapabilities.Seed | ModelCapabilities.SystemPrompt,
                Prices = [new() { Input = 0, Output = 0 }],
            });
        }
    }
}
