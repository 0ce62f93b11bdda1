using Microsoft.Extensions.Options;
using Skills.Engine.Definitions;
using Skills.Engine.Rules;

namespace Skills.Engine.Tests.Definitions;

/// <summary>Parts for tests of this room.</summary>
internal static class Some
{
    /// <summary>A reader that checks rules and models, as a host's does.</summary>
    public static SkillFileReader Reader(SkillDefinitionOptions? options = null)
    {
        var engine = new SkillsEngineOptions();
        engine.Models.Add(new() { Id = "no-price", Provider = "local" });
        return new(options ?? new(), new() { CheckRules = RuleCase.Executor().Check, Models = new(Options.Create(engine), TimeProvider.System) });
    }

    /// <summary>A catalog of texts in a new folder, file name to text.</summary>
    public static SkillCatalog Catalog(string folder, Action<SkillDefinitionOptions>? configure = null, params (string Name, string Text)[] files)
    {
        foreach (var (name, text) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
            File.WriteAllText(Path.Combine(folder, name), text);
        }

        var options = new SkillsEngineOptions();
        options.Definitions.Directories.Add(folder);
        configure?.Invoke(options.Definitions);
        return new(new SkillSources(Options.Create(options), [], Reader(options.Definitions)), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<SkillCatalog>.Instance);
    }

    public static string Skill(string name, string version = "1.0.0", string rest = "prompt: Hi\n") =>
        $"skill: 1\nname: {name}\nversion: {version}\ndescription: A skill for a test of the catalog.\n{rest}";
}

/// <summary>A folder that is removed after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("skills").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
