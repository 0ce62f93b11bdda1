using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Skills.Engine.Rules;

/// <summary>Registers the parts of step 7.</summary>
internal static class RulesRegistration
{
    internal static void AddRules(IServiceCollection services)
    {
        services.AddHttpClient(HttpRule.ClientName).ConfigurePrimaryHttpMessageHandler(static services => new RuleHosts(services.GetRequiredService<IOptions<SkillsEngineOptions>>().Value.Rules).Handler());
        services.TryAddSingleton<RuleExecutor>();
        services.TryAddSingleton<ValidationRuleExecutor>(static provider => provider.GetRequiredService<RuleExecutor>());
    }
}
