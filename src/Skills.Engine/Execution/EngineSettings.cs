using Skills.Engine.Settings;

namespace Skills.Engine.Execution;

/// <summary>The keys of the engine's own section, from the options that are bound from it.</summary>
internal static class EngineSettings
{
    /// <summary>Gets the section. Packages that read a part of it declare that part themselves.</summary>
    public static KnownSettings Known { get; } = new("", SettingShape.Of<SkillsEngineOptions>(
        ("Cache", SettingShape.Of<SkillCacheOptions>(("Semantic", SettingShape.Of<SemanticCacheOptions>()))),
        ("Models", new SettingList(SettingShape.Of<ModelDefinition>(("Prices", new SettingList(SettingShape.Of<ModelPrice>()))))),
        ("Diagnostics", SettingShape.Of<SkillDiagnosticsOptions>()),
        ("ExecutionLog", SettingShape.Of<ExecutionLogOptions>()),
        ("Definitions", SettingShape.Of<SkillDefinitionOptions>()),
        ("Catalog", SettingShape.Of<ModelCatalogOptions>()),
        ("Routing", Routing()),
        ("Outputs", SettingShape.Of<OutputReadingOptions>()),
        ("Tools", SettingShape.Of<SkillToolOptions>()),
        ("Rules", SettingShape.Of<SkillRuleOptions>()),
        ("Engines", SettingShape.Anything),
        ("Providers", SettingShape.Anything),
        ("Redis", SettingShape.Anything)));

    private static SettingSection Routing() => SettingShape.Of<RoutingOptions>(
        ("Weights", SettingShape.Of<RoutingWeights>()),
        ("Retry", SettingShape.Of<RetryOptions>()),
        ("Breaker", SettingShape.Of<BreakerOptions>()),
        ("Learning", SettingShape.Of<LearningOptions>()),
        ("Budgets", SettingShape.Of<BudgetOptions>(("Limits", new SettingList(SettingShape.Of<BudgetLimit>())))),
        ("Experiments", new SettingList(SettingShape.Of<RoutingExperiment>())),
        ("Shadows", new SettingList(SettingShape.Of<ShadowModel>())));
}
