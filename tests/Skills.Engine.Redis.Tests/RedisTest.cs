using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Redis.Tests;

/// <summary>What Redis tests begin with.</summary>
internal static class RedisTest
{
    /// <summary>Skips the test where no server can be started, and fails it in continuous integration.</summary>
    public static void RequireServer()
    {
        if (RedisServerFixture.WhyUnavailable is { } reason)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", reason);
            Assert.Fail(reason);
        }
    }

    public static ServiceProvider Services(string connectionString, Action<SkillsEngineOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSkillsEngine(configure).AddRedisCache(o => o.ConnectionString = connectionString);
        return services.BuildServiceProvider();
    }
}
