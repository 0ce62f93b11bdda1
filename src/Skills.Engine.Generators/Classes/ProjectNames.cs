using Microsoft.CodeAnalysis.Diagnostics;

namespace Skills.Engine.Generators.Classes;

/// <summary>What the project file says.</summary>
/// <param name="Folder">The project's folder, with slashes.</param>
/// <param name="Namespace">The namespace of clients without a class.</param>
internal sealed record ProjectNames(string Folder, string Namespace)
{
    public static ProjectNames Of(AnalyzerConfigOptions options)
    {
        options.TryGetValue("build_property.ProjectDir", out var folder);
        options.TryGetValue("build_property.RootNamespace", out var root);
        options.TryGetValue("build_property.SkillClientNamespace", out var own);
        return new((folder ?? "").Replace('\\', '/').TrimEnd('/'), string.IsNullOrEmpty(own) ? root ?? "" : own!);
    }
}
