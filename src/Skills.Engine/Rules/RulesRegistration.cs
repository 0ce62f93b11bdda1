using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Skills.Engine.Rules;

/// <summary>Registers the parts of step 7.</summary>
internal static class RulesRegistration
{
    internal static void AddRules(IServiceCollection services)
    {
        services.AddHttpClient(HttpRule.ClientName).ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler { AllowAutoRedirect = false });
        services.TryAddSingleton<RuleExecutor>();
    }
}
