using Microsoft.Extensions.Options;

namespace Skills.Engine.Providers.Compatible;

/// <summary>Puts the models of a preset, or those the host names, into the catalog. What the host says itself stays.</summary>
internal sealed class CompatibleModelsSetup(string name, IOptionsMonitor<OpenAICompatibleOptions> options) : IPostConfigureOptions<SkillsEngineOptions>
{
    public void PostConfigure(string? instance, SkillsEngineOptions engine)
    {
        var settings = options.Get(name);
        var form = CompatibleForms.Of(settings.Preset ?? CompatibleForms.Named(name));
        foreach (var model in settings.Models.Count > 0 ? settings.Models.Select(id => Named(id, form)) : form.Models.Select(m => m.At(name)))
        {
            if (!engine.Models.Any(m => m.Id.Equals(model.Id, StringComparison.OrdinalIgnoreCase) && m.Provider.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                engine.Models.Add(model);
            }
        }
    }

    private ModelDefinition Named(string id, CompatibleForm form) =>
        form.Models.FirstOrDefault(m => m.Id.Equals(id, StringComparison.OrdinalIgnoreCase))?.At(name)
        ?? ModelCatalog.Local(id) with
        {
            Provider = name,
            Capabilities = ModelCatalog.Local(id).Capabilities | ModelCapabilities.Tools,
            Prices = form.IsLocal ? [new() { Input = 0, Output = 0 }] : [],
        };
}
