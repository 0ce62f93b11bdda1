using System.Reflection;

namespace Skills.Engine.SkillFiles.Folders;

/// <summary>A place with skill files; registered once for each call on the builder.</summary>
internal abstract record SkillLocation
{
    public sealed record Folder(string Path) : SkillLocation;

    public sealed record Embedded(Assembly Assembly, string Prefix) : SkillLocation;
}
