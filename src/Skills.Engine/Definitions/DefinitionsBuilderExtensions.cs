using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Definitions;

namespace Skills.Engine;

/// <summary>Tells the engine where its skills come from.</summary>
public static class DefinitionsBuilderExtensions
{
    /// <summary>Adds every skill file below a folder: <c>*.skill.yaml|yml|json|md</c> and Agent Skills.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="path">The folder; a relative one counts from the process's base directory.</param>
    public static SkillsEngineBuilder AddSkillsFromDirectory(this SkillsEngineBuilder builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Add(builder, new SkillSource.Folder(path));
    }

    /// <summary>Adds every skill file embedded in an assembly; files they refer to are embedded beside them.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="assembly">The assembly.</param>
    /// <param name="prefix">Beginning of the resources' names; empty for all.</param>
    public static SkillsEngineBuilder AddSkillsFromEmbeddedResources(this SkillsEngineBuilder builder, Assembly assembly, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(assembly);
        return Add(builder, new SkillSource.Embedded(assembly, prefix));
    }

    /// <summary>Adds a skill made in code.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="skill">The skill; found by its slug and its id.</param>
    public static SkillsEngineBuilder AddSkill(this SkillsEngineBuilder builder, Skill skill)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(skill);
        return Add(builder, new SkillSource.InCode(new() { Skill = skill }));
    }

    private static SkillsEngineBuilder Add(SkillsEngineBuilder builder, SkillSource source)
    {
        builder.Services.AddSingleton(source);
        return builder;
    }
}
