using Microsoft.Extensions.Options;

namespace Skills.Engine.Providers.Http;

/// <summary>What every provider's client is made of beside its own options.</summary>
internal sealed class ProviderParts(IHttpClientFactory clients, TimeProvider time, IOptions<SkillsEngineOptions> engine, IModelKeyResolver? keys = null)
{
    public IHttpClientFactory Clients => clients;

    public TimeProvider Time => time;

    public IModelKeyResolver? Keys => keys;

    public BreakerOptions Breaker => engine.Value.Routing.Breaker;
}
