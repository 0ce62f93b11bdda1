using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Skills.Engine.Rules;

/// <summary>Registers the parts of step 7.</summary>
internal static class RulesRegistration
{
    internal static void AddRules(IServiceCollection services)
    {
        services.AddHttpClient(HttpRule.ClientName).ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler { AllowAutoRedirect = false });

        // The engine holds the rules, so a judge asks for it only when it runs.
        services.TryAddSingleton(static provider => new RuleJudge
        {
            Run = async (skill, inputs, context, cancellationToken) =>
                await provider.GetRequiredService<SkillExecutionEngine>().ExecuteAsync(skill, inputs, context, cancellationToken).ConfigureAwait(false),
        });
        services.TryAddSingleton<RuleExecutor>();
    }
}
