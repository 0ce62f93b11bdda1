using Microsoft.Extensions.Configuration;
using Skills.Engine;

namespace Skills.Cli.Hosting;

/// <summary>Adds the providers of models.</summary>
internal static class ProvidersRegistration
{
    /// <summary>Adds every provider with a key of its own, ready or not, so that the router can say what is missing. A local server is added when it is named.</summary>
    public static SkillsEngineBuilder AddProviders(SkillsEngineBuilder builder, IConfiguration configuration)
    {
        builder.AddAnthropic().AddOpenAI().AddGoogle().AddWatsonX();

        // Without an address the local provider would point at a server that is most likely not there.
        return configuration["SKILLS_LOCAL_ENDPOINT"] is { Length: > 0 } || configuration.GetSection("SkillsEngine:Providers:Local").Exists()
            ? builder.AddLocal()
            : builder;
    }
}
