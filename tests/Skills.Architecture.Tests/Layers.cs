using System.Reflection;

namespace Skills.Architecture.Tests;

/// <summary>The assemblies of the product and the directions between them.</summary>
internal static class Layers
{
    public static readonly IReadOnlyDictionary<string, string[]> MayReference = new Dictionary<string, string[]>
    {
        ["Skills.Jinja"] = [],
        ["Skills.JsonSchema"] = [],
        ["Skills.Engine"] = ["Skills.Jinja", "Skills.JsonSchema"],
        ["Skills.Engine.SkillFiles"] = ["Skills.Engine", "Skills.Jinja", "Skills.JsonSchema"],
        ["Skills.Engine.Providers"] = ["Skills.Engine", "Skills.Jinja", "Skills.JsonSchema"],
        ["Skills.Engine.Redis"] = ["Skills.Engine", "Skills.Jinja", "Skills.JsonSchema"],
        ["Skills.Engine.ExecutionLogs"] = ["Skills.Engine", "Skills.Jinja", "Skills.JsonSchema"],
        ["Skills.Engine.AspNetCore"] = ["Skills.Engine", "Skills.Engine.SkillFiles", "Skills.Jinja", "Skills.JsonSchema"],
        ["Skills.Engine.Testing"] = ["Skills.Engine", "Skills.Engine.SkillFiles", "Skills.Jinja", "Skills.JsonSchema"],
    };

    public static readonly string[] Rooms =
        ["Definitions", "Inputs", "Caching", "Prompts", "Routing", "Models", "Outputs", "Rules", "Diagnostics"];

    public static TheoryData<string> Assemblies() => [.. MayReference.Keys];

    public static Assembly Load(string name) => Assembly.Load(new AssemblyName(name));

    /// <summary>The folder that holds the solution.</summary>
    public static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Skills.Engine.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("No Skills.Engine.sln above the test's folder.");
    }

    public static IEnumerable<string> Sources(string project) => Directory
        .EnumerateFiles(Path.Combine(Root(), "src", project), "*.cs", SearchOption.AllDirectories)
        .Where(static f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));
}
