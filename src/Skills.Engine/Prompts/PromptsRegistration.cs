using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Skills.Engine.Prompts;

/// <summary>Registers the parts of step 3.</summary>
internal static class PromptsRegistration
{
    internal static void AddPrompts(IServiceCollection services) => services.TryAddSingleton<IPromptRenderer, PromptRenderer>();
}
