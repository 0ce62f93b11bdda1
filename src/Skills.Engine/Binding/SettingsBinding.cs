using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Skills.Engine.Binding;

/// <summary>
/// Binds the engine's options. The source generator of Microsoft's binder cannot make records with required members, such as models,
/// so the binder reads the types by reflection. Their members are kept when a program is trimmed.
/// </summary>
internal static class SettingsBinding
{
    private const DynamicallyAccessedMemberTypes Kept = DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicConstructors;
    private const string Why = "Every type that the options are made of is kept by a DynamicDependency, and lists and maps are of reference types.";

    [DynamicDependency(Kept, typeof(SkillsEngineOptions))]
    [DynamicDependency(Kept, typeof(SkillCacheOptions))]
    [DynamicDependency(Kept, typeof(SemanticCacheOptions))]
    [DynamicDependency(Kept, typeof(SkillDiagnosticsOptions))]
    [DynamicDependency(Kept, typeof(ExecutionLogOptions))]
    [DynamicDependency(Kept, typeof(SkillDefinitionOptions))]
    [DynamicDependency(Kept, typeof(ModelCatalogOptions))]
    [DynamicDependency(Kept, typeof(RoutingOptions))]
    [DynamicDependency(Kept, typeof(RoutingWeights))]
    [DynamicDependency(Kept, typeof(RetryOptions))]
    [DynamicDependency(Kept, typeof(BreakerOptions))]
    [DynamicDependency(Kept, typeof(LearningOptions))]
    [DynamicDependency(Kept, typeof(BudgetOptions))]
    [DynamicDependency(Kept, typeof(BudgetLimit))]
    [DynamicDependency(Kept, typeof(RoutingExperiment))]
    [DynamicDependency(Kept, typeof(ShadowModel))]
    [DynamicDependency(Kept, typeof(OutputReadingOptions))]
    [DynamicDependency(Kept, typeof(SkillToolOptions))]
    [DynamicDependency(Kept, typeof(SkillMediaOptions))]
    [DynamicDependency(Kept, typeof(SkillRuleOptions))]
    [DynamicDependency(Kept, typeof(ModelDefinition))]
    [DynamicDependency(Kept, typeof(ModelPrice))]
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Why)]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = Why)]
    public static OptionsBuilder<SkillsEngineOptions> Bind(IServiceCollection services) =>
        services.AddOptions<SkillsEngineOptions>().BindConfiguration(SkillsEngineOptions.SectionName);
}
