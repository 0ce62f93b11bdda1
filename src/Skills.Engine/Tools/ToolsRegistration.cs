using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Skills.Engine.Tools;

/// <summary>Registers what runs tools.</summary>
internal static class ToolsRegistration
{
    internal static void AddTools(IServiceCollection services)
    {
        services.TryAddSingleton<ToolRegistry>();
        services.TryAddSingleton<ToolCaller>();
    }
}
