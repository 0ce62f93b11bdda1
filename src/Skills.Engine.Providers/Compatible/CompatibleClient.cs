using Microsoft.Extensions.Options;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.Compatible;

/// <summary>One named service that speaks OpenAI's chat completions.</summary>
internal sealed class CompatibleClient(string name, IOptionsMonitor<OpenAICompatibleOptions> options, ProviderParts parts)
    : HttpModelClient<OpenAICompatibleOptions>(name, name, options, parts), IModelSource
{
    // The lists of public services have hundreds of models, most of which a host does not want.
    public async Task<IReadOnlyList<ModelDefinition>?> ListModelsAsync(CancellationToken cancellationToken)
    {
        var target = State.Only;
        var settings = (OpenAICompatibleOptions)target.Options;
        return target.NotReady is null && settings.Models.Count == 0 && CompatibleForms.Of(settings.Preset ?? CompatibleForms.Named(Name)).IsLocal
            ? await ModelList.ReadAsync(Name, target, Http, ((CompatibleWire)target.Wire).ModelsAddress, Parts.Time, cancellationToken).ConfigureAwait(false)
            : null;
    }

    protected override ProviderTarget CreateTarget(OpenAICompatibleOptions options)
    {
        var preset = options.Preset ?? CompatibleForms.Named(Name);
        var form = CompatibleForms.Of(preset);
        return new(new CompatibleWire(Name, form, preset, options), options, CredentialsOf(preset, options), WhyNotReady(form, options));
    }

    private ICallCredentials CredentialsOf(CompatiblePreset preset, OpenAICompatibleOptions options) =>
        options.Credential is { } credential ? new CredentialTokens(credential, Parts.Time)
        : preset == CompatiblePreset.AzureOpenAI ? new KeyHeader("api-key", "", options.ApiKey)
        : new KeyHeader("Authorization", "Bearer ", options.ApiKey);

    private string? WhyNotReady(CompatibleForm form, OpenAICompatibleOptions options)
    {
        var fault = form.NeedsKey && options.Credential is null
            ? ProviderKeys.WhyNotReady(options, Name, form.KeyVariable!)
            : ProviderKeys.WhyBadAddress(options, Name) ?? ProviderKeys.WhyBadKey(options, Name);
        return fault ?? (options.BaseUrl is null && form.BaseUrl is null
            ? $"the address is missing. Set {(form.AddressVariable is { } variable ? variable + " or " : "")}SkillsEngine:Providers:{Name}:BaseUrl."
            : null);
    }
}
