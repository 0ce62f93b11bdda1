using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Skills.Engine.Composition;

/// <summary>The room's parts.</summary>
internal static class CompositionRegistration
{
    /// <summary>Adds the runner of composed skills.</summary>
    /// <param name="services">The host's services.</param>
    public static void AddComposition(IServiceCollection services) => services.TryAddSingleton<CompositionRunner>();
}
