using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Skills.Reliability.Tests.Workers;

/// <summary>An engine as a product would set it up: shared cache, budgets and ledger in Redis, log in PostgreSQL, six providers, batches.</summary>
internal static class WorkerHost
{
    public static ServiceProvider Build(WorkerConfig config, WorkerSkills skills, JumpingClock clock, NameService names)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton<TimeProvider>(clock);
        services.AddLogging(static l => l.SetMinimumLevel(LogLevel.None));
        var builder = services.AddSkillsEngine(options => Configure(options, config))
            .AddRedisCache(config.Redis)
            .AddRedisRouting(config.Redis)
            .AddPostgresExecutionLog(config.Postgres)
            .AddSkillBatches(Path.Combine(config.Folder, $"journal-{config.Slot}.db"))
            .AddModelKeyResolver(new TenantKeys())
            .AddSkill(skills.Part)
            .AddTool(new SkillTool("look_up", "Looks something up.", JsonElement.Parse("""{"type":"object"}"""), static (_, _) => new(JsonElement.Parse($"\"{WorkerSkills.ToolResult}\""))));
        AddProviders(builder, config.Providers);
        foreach (var provider in WorkerModels.Providers)
        {
            services.AddHttpClient("Skills.Engine." + provider).ConfigurePrimaryHttpMessageHandler(() => names.Handler(provider));
        }

        return services.BuildServiceProvider();
    }

    private static void AddProviders(SkillsEngineBuilder builder, IReadOnlyDictionary<string, string> urls)
    {
        builder.AddAnthropic(o => (o.ApiKey, o.BaseUrl) = ("host", urls["anthropic"]))
            .AddOpenAI(o => (o.ApiKey, o.BaseUrl) = ("host", urls["openai"] + "/v1"))
            .AddGoogle(o => (o.ApiKey, o.BaseUrl) = ("host", urls["google"]))
            .AddLocal(o => (o.ApiKey, o.BaseUrl, o.Api) = ("host", urls["local"] + "/v1", LocalApi.ChatCompletions))
            .AddOpenAICompatible("acme", o => (o.ApiKey, o.BaseUrl) = ("host", urls["acme"] + "/v1"))
            .AddOpenAICompatible("zeta", o => (o.ApiKey, o.BaseUrl) = ("host", urls["zeta"] + "/v1"));
    }

    private static void Configure(SkillsEngineOptions options, WorkerConfig config)
    {
        options.Catalog.Embedded = false;
        options.Cache.MemoryBytes = 1024 * 1024;

        // A busy machine is not a store that does not answer: without its answer, each process works by itself.
        options.Cache.SoftTimeout = options.Cache.HardTimeout = TimeSpan.FromSeconds(1);
        options.ExecutionLog.DrainTimeout = TimeSpan.FromSeconds(20);
        options.Routing.Seed = config.Seed;
        options.Routing.Retry.BaseDelay = TimeSpan.FromMilliseconds(50);
        options.Routing.Retry.MaxDelay = TimeSpan.FromMilliseconds(500);
        options.Routing.Retry.AttemptTimeout = TimeSpan.FromSeconds(4);
        options.Routing.Retry.FirstTokenTimeout = TimeSpan.FromSeconds(3);
        options.Routing.Retry.IdleTimeout = TimeSpan.FromSeconds(2);
        options.Routing.Budgets.DrainTimeout = TimeSpan.FromSeconds(20);

        // Shorter than the calls' deadline, so that a budget that is used up is told from a call that took too long.
        options.Routing.Budgets.ReservationWait = TimeSpan.FromSeconds(3);
        options.Routing.Budgets.Limits.Add(new() { Scope = BudgetScope.Tenant, Id = Calls.Call.CappedTenant, Period = BudgetPeriod.Ever, LimitUsd = config.CapUsd });
        foreach (var model in WorkerModels.All)
        {
            options.Models.Add(model);
        }
    }
}
