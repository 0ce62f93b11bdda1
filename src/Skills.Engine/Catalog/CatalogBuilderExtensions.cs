using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Catalog;

namespace Skills.Engine;

/// <summary>Adds skills made in code.</summary>
public static class CatalogBuilderExtensions
{
    /// <summary>Adds a skill made in code.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="skill">The skill; found by its slug and its id.</param>
    public static SkillsEngineBuilder AddSkill(this SkillsEngineBuilder builder, Skill skill)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(skill);
        builder.Services.AddSingleton(new InCodeSkill(skill));
        return builder;
    }
}
