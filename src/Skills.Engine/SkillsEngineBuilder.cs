using Microsoft.Extensions.DependencyInjection;

namespace Skills.Engine;

/// <summary>What <see cref="SkillsEngineServiceCollectionExtensions.AddSkillsEngine(IServiceCollection, Action{SkillsEngineOptions}?)"/> returns: adapters add one chained call each.</summary>
public sealed class SkillsEngineBuilder
{
    internal SkillsEngineBuilder(IServiceCollection services) => Services = services;

    /// <summary>The host's services.</summary>
    public IServiceCollection Services { get; }
}
