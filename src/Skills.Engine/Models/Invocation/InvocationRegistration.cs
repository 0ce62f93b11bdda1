using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Skills.Engine.Models.Invocation;

/// <summary>Registers step 5.</summary>
internal static class InvocationRegistration
{
    public static void AddInvocation(IServiceCollection services)
    {
        services.TryAddSingleton<AttemptRunner>();
        services.TryAddSingleton<ShadowRunner>();
        services.TryAddSingleton<ModelInvoker>();
        services.TryAddSingleton<ParallelInvoker>();
    }
}
