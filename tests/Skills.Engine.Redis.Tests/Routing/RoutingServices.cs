using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Skills.Engine.Redis.Tests.Routing;

/// <summary>The shared routing parts as a host registers them.</summary>
internal static class RoutingServices
{
    public static ServiceProvider Of(string connectionString, Action<RedisRoutingOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddLogging();
        services.AddSkillsEngine().AddRedisRouting(connectionString);
        services.Configure(configure ?? (static _ => { }));
        return services.BuildServiceProvider();
    }
}
