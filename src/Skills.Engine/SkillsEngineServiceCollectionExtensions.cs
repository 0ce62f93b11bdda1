using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Skills.Engine;

/// <summary>Registers the engine.</summary>
public static class SkillsEngineServiceCollectionExtensions
{
    /// <summary>Adds the engine and its default parts. Parts already registered are kept, so a second call is harmless.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Changes the options after configuration was bound; null for none.</param>
    public static SkillsEngineBuilder AddSkillsEngine(this IServiceCollection services, Action<SkillsEngineOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);

        services.AddOptions<SkillsEngineOptions>().BindConfiguration(SkillsEngineOptions.SectionName).ValidateOnStart();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddSingleton(TimeProvider.System);

        return new(services);
    }
}
