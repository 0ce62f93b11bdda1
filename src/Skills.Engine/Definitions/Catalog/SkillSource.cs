using System.Reflection;

namespace Skills.Engine.Definitions;

/// <summary>One place where skills come from; registered once for each call on the builder.</summary>
internal abstract record SkillSource
{
    public sealed record InCode(SkillDefinition Definition) : SkillSource;

    public sealed record Folder(string Path) : SkillSource;

    public sealed record Embedded(Assembly Assembly, string Prefix) : SkillSource;
}
