using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Skills.Engine.Catalog;
using Skills.Engine.Rules;
using Skills.Engine.SkillFiles.Checks;
using Skills.Engine.SkillFiles.Folders;

namespace Skills.Engine.SkillFiles.Tests;

/// <summary>Parts for the tests of skill files.</summary>
internal static class Some
{
    /// <summary>A reader that checks rules and models, as a host's does.</summary>
    public static SkillFileReader Reader(SkillDefinitionOptions? options = null, TimeProvider? time = null)
    {
        var services = new ServiceCollection();
        services.AddSkillsEngine(static engine =>
        {
            engine.Models.Add(new() { Id = "no-price", Provider = "local" });
            engine.Models.Add(new() { Id = "ending", Provider = "local", RetiresOn = new(2030, 6, 30) });
        });
        var provider = services.BuildServiceProvider();
        return new(options ?? new(), new SkillChecks
        {
            FindRuleFaults = provider.GetRequiredService<RuleExecutor>().FindFaults,
            Models = provider.GetRequiredService<ModelCatalog>(),
            Time = time ?? TimeProvider.System,
        });
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
        var source = new SkillFileSource(Options.Create(options), [], new(), Reader(options.Definitions), TimeProvider.System, NullLogger<SkillFileSource>.Instance);
        return new(new CatalogLoader(Options.Create(options), [], [source], [new CatalogCheck()]), NullLogger<SkillCatalog>.Instance);
    }

    public static string Skill(string name, string version = "1.0.0", string rest = "prompt: Hi\n") =>
        $"skill: 1\nname: {name}\nversion: {version}\ndescription: A skill for a test of the catalog.\n{rest}";
}
