using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Skills.Engine.Redis.Tests.Routing;

/// <summary>The shared routing parts as a host registers them.</summary>
internal static class RoutingServices
{
    public static ServiceProvider Of(string connectionString)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddLogging();
        services.AddSkillsEngine().AddRedisRouting(connectionString);
        return services.BuildServiceProvider();
    }
}
