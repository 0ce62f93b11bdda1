using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Skills.Engine.Routing;

/// <summary>Registers step 4 and what stands around step 5.</summary>
internal static class RoutingRegistration
{
    public static void AddRouting(IServiceCollection services)
    {
        services.TryAddSingleton<Deployments>();
        services.TryAddSingleton<TaskStatistics>();
        services.TryAddSingleton<ICostLedger, MemoryCostLedger>();
        services.TryAddSingleton<IModelRouter, MoeRouter>();
    }
}
