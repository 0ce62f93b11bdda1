using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Skills.Engine.Rules;

namespace Skills.Engine.Execution;

/// <summary>Registers what puts the steps in order.</summary>
internal static class ExecutionRegistration
{
    internal static void AddExecution(IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SkillsEngineOptions>, SkillsEngineOptionsValidator>());
        services.TryAddSingleton<StartCheck>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, StartCheck>(static provider => provider.GetRequiredService<StartCheck>()));

        services.TryAddSingleton<ReaskPlanner>();
        services.TryAddSingleton<RunOutcomes>();
        services.TryAddSingleton<EngineParts>();
        services.TryAddSingleton<MiddlewareChain>();
        services.TryAddSingleton<SkillRunner>();

        // The runner holds the rules, so a judge asks for it only when it runs.
        services.TryAddSingleton(static provider => new RuleJudge
        {
            Run = async (skill, inputs, context, ended, cancellationToken) =>
                await provider.GetRequiredService<SkillRunner>().ExecuteAsync(skill, inputs, context, cancellationToken, ended).ConfigureAwait(false),
        });
    }
}
