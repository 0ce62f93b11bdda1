using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Skills.Engine.Testing;

namespace Skills.Engine.AspNetCore.Tests;

/// <summary>The cache's health with a real Redis that stops, hangs and comes back.</summary>
public sealed class RedisHealthTests
{
    [Fact]
    public async Task ARedisThatStopsOrHangsIsSeenAndSoIsItsReturn()
    {
        if (RedisServerFixture.WhyUnavailable is { } reason)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", reason);
            Assert.Fail(reason);
        }

        await using var redis = await RedisServerFixture.StartAsync();
        await using var host = await TestHost.StartAsync(services: (builder, engine) =>
        {
            engine.AddRedisCache(redis.ConnectionString);
            builder.Services.AddHealthChecks().AddSkillsHealthChecks(timeout: TimeSpan.FromSeconds(1));
        });

        await UntilAsync(host, HealthStatus.Healthy);
        redis.Pause();
        await UntilAsync(host, HealthStatus.Degraded);
        Assert.Equal(200, (await host.PostAsync("/skills/greeter", """{"name":"Ada"}""")).Status);
        redis.Resume();
        await UntilAsync(host, HealthStatus.Healthy);
        redis.Kill();
        await UntilAsync(host, HealthStatus.Degraded);
        await redis.RestartAsync();
        await UntilAsync(host, HealthStatus.Healthy);
    }

    private static Task UntilAsync(TestHost host, HealthStatus wanted)
    {
        var health = host.Services.GetRequiredService<HealthCheckService>();
        return Eventually.HoldsAsync(
            async () => (await health.CheckHealthAsync(TestContext.Current.CancellationToken)).Entries["skills-cache"].Status == wanted, $"The cache did not become {wanted}.");
    }
}
