using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Skills.Engine.Testing;

namespace Skills.Engine.AspNetCore.Tests;

public sealed class HostingTests
{
    [Fact]
    public async Task TheEndpointsTakeAnAuthorizationPolicy()
    {
        await using var host = await TestHost.StartAsync(
            services: static (builder, _) =>
            {
                builder.Services.AddAuthentication("none").AddCookie("none", static o => o.Events.OnRedirectToLogin = static c =>
                {
                    c.Response.StatusCode = 401;
                    return Task.CompletedTask;
                });
                builder.Services.AddAuthorization();
            },
            pipeline: static app =>
            {
                app.UseAuthentication();
                app.UseAuthorization();
            },
            endpoints: static e => e.RequireAuthorization());

        Assert.Equal(401, (await host.PostAsync("/skills/greeter", """{"name":"Ada"}""")).Status);
        Assert.Equal(401, (await host.GetAsync("/skills/openapi.json")).Status);
        Assert.Equal(401, (await host.GetAsync("/skills/runs")).Status);
        Assert.Equal(401, (await McpWire.PostAsync(host, """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""")).Status);
    }

    [Fact]
    public async Task TheEndpointsTakeARateLimit()
    {
        await using var host = await TestHost.StartAsync(
            services: static (builder, _) => builder.Services.AddRateLimiter(static o =>
            {
                o.RejectionStatusCode = 429;
                o.AddFixedWindowLimiter("two", static w => (w.PermitLimit, w.Window, w.QueueLimit) = (2, TimeSpan.FromHours(1), 0));
            }),
            pipeline: static app => app.UseRateLimiter(),
            endpoints: static e => e.RequireRateLimiting("two"));

        Assert.Equal(200, (await host.PostAsync("/skills/greeter", """{"name":"Ada"}""")).Status);
        Assert.Equal(200, (await host.PostAsync("/skills/greeter", """{"name":"Ada"}""")).Status);
        Assert.Equal(429, (await host.PostAsync("/skills/greeter", """{"name":"Ada"}""")).Status);
        Assert.Equal(429, (await McpWire.PostAsync(host, """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""")).Status);
    }

    [Fact]
    public async Task HealthIsJudgedByRealTraffic()
    {
        await using var host = await TestHost.StartAsync(services: static (builder, _) => builder.Services.AddSkillsHealthChecks());
        var health = host.Services.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(TestContext.Current.CancellationToken)).Entries["skills-providers"].Status);

        host.Model.Respond(static (_, _) => throw new ModelException(ModelErrorKind.Auth, "The key is wrong."));
        await host.PostAsync("/skills/greeter", """{"name":"Ada"}""");

        await Eventually.HoldsAsync(async () => (await health.CheckHealthAsync()).Entries["skills-providers"].Status == HealthStatus.Unhealthy, "The provider does not count as failing.");
    }

    [Fact]
    public async Task TheCatalogAndTheCacheAreChecked()
    {
        await using var host = await TestHost.StartAsync(services: static (builder, _) =>
        {
            builder.Services.AddSingleton<ISkillCacheStore, DeadStore>();
            builder.Services.AddSkillsHealthChecks();
        });

        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HealthStatus.Healthy, report.Entries["skills-catalog"].Status);
        Assert.Equal(HealthStatus.Degraded, report.Entries["skills-cache"].Status);
        Assert.DoesNotContain("redis-1", report.Entries["skills-cache"].Description!, StringComparison.Ordinal);
    }

    private sealed class DeadStore : ISkillCacheStore
    {
        public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken) => throw new IOException("redis-1 is down.");

        public ValueTask SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken) => throw new IOException("redis-1 is down.");

        public ValueTask<long> IncrementAsync(string counter, long by, CancellationToken cancellationToken) => throw new IOException("redis-1 is down.");
    }
}
