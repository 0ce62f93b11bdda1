namespace Skills.Engine.Evaluation.Xunit.Reading;

/// <summary>Reads the skills of a folder.</summary>
internal static class SkillFolder
{
    /// <summary>Returns the full path of a folder that may count from the test program.</summary>
    public static string FullPath(string folder) => Path.GetFullPath(folder, AppContext.BaseDirectory);

    /// <summary>Returns a file's name as tests show it, relative to the test program.</summary>
    public static string NameOf(SkillDefinition definition) => definition.Path is { } path
        ? Path.GetRelativePath(AppContext.BaseDirectory, Path.GetFullPath(path)).Replace('\\', '/')
        : definition.Skill.Slug;

    /// <summary>Reads the folder. A broken file fails the discovery, so that its cases cannot go missing.</summary>
    /// <exception cref="SkillDefinitionException">A file cannot be read.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static IReadOnlyList<SkillDefinition> Read(string folder)
    {
        var path = FullPath(folder);
        if (!Directory.Exists(path))
        {
            throw new DirectoryNotFoundException($"The folder '{path}' does not exist. Copy the skill files beside the test program: <Content Include=\"skills/**\" CopyToOutputDirectory=\"PreserveNewest\" />.");
        }

        using var engine = SkillsEngine.Create(builder => builder.AddSkillsFromDirectory(path));
        var errors = engine.Catalog.Diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error).ToList();
        return errors.Count == 0 ? engine.Catalog.Definitions : throw new SkillDefinitionException(string.Join(Environment.NewLine, errors.Select(static d => $"{d.File}:{d.Line}:{d.Column}: {d.Code}: {d.Message}")));
    }
}
