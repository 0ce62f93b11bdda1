using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Skills.Engine.Routing.Difficulty;

namespace Skills.Engine.Routing;

/// <summary>Registers step 4 and what step 5 needs.</summary>
internal static class RoutingRegistration
{
    public static void AddRouting(IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SkillsEngineOptions>, RoutingOptionsValidator>());
        services.TryAddSingleton<Deployments>();
        services.TryAddSingleton<TaskStatistics>();
        services.TryAddSingleton<Paces>();
        services.TryAddSingleton<IDifficultyEstimator, DifficultyEstimator>();
        services.TryAddSingleton<Experiments>();
        services.TryAddSingleton<CostPredictor>();
        services.TryAddSingleton<FeedbackRecorder>();
        services.TryAddSingleton<StatisticsExchange>();
        services.TryAddSingleton(static s => new RouterReport(s.GetRequiredService<ModelCatalog>(), s.GetRequiredService<Deployments>(), s.GetRequiredService<TaskStatistics>(), s.GetRequiredService<Experiments>(), s.GetServices<IModelClient>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IBudgetStore, MemoryBudgetStore>();
        services.TryAddSingleton<BudgetGuard>();
        services.TryAddSingleton<ICostLedger, MemoryCostLedger>();
        services.TryAddSingleton<MoeRouter>();
        services.TryAddSingleton<IModelRouter>(static s =>
        {
            // Sharing begins with the first decision, not with the host: hosts without hosted services share too.
            _ = s.GetRequiredService<StatisticsExchange>();
            return s.GetRequiredService<MoeRouter>();
        });
    }
}
