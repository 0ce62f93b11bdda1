using Microsoft.Extensions.Options;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.Local;

/// <summary>A server one runs oneself.</summary>
internal sealed class LocalClient(IOptionsMonitor<LocalOptions> options, ProviderParts parts)
    : HttpModelClient<LocalOptions>(LocalWire.Name, Options.DefaultName, options, parts), IModelSource
{
    public async Task<IReadOnlyList<ModelDefinition>?> ListModelsAsync(CancellationToken cancellationToken)
    {
        var target = State.Only;
        return target.NotReady is null && ((LocalOptions)target.Options).Models.Count == 0
            ? await ModelList.ReadAsync(Name, target, Http, ((LocalWire)target.Wire).ModelsAddress, Parts.Time, cancellationToken).ConfigureAwait(false)
            : null;
    }

    protected override ProviderTarget CreateTarget(LocalOptions options) => new(
        new LocalWire(options),
        options,
        new KeyHeader("Authorization", "Bearer ", options.ApiKey),
        ProviderKeys.WhyBadAddress(options, "Local"));
}
