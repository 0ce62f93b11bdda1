namespace Skills.Engine.Evaluation.Optimizing;

/// <summary>Adds a variant to a YAML skill file.</summary>
internal static class VariantFile
{
    /// <exception cref="InvalidOperationException">Nothing was accepted, or the file cannot take the variant.</exception>
    public static void Write(OptimizationResult result, SkillDefinition definition)
    {
        if (result is not { Variant: { } variant, VariantYaml: { } yaml })
        {
            throw new InvalidOperationException($"There is no variant to write: {result.Summary}");
        }

        if (definition.Path is not { } path || Path.GetExtension(path).ToLowerInvariant() is not (".yaml" or ".yml"))
        {
            throw new InvalidOperationException("A variant is written into a .skill.yaml file only. Add VariantYaml below 'variants:' by hand.");
        }

        if (definition.Skill.Variants.Any(v => v.Name == variant.Name))
        {
            throw new InvalidOperationException($"{path} has a variant '{variant.Name}' already. Choose another VariantName.");
        }

        // Beside the file, so that partials are found, and under a name that no search takes for a skill.
        var draft = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, ".#" + Path.GetFileName(path));
        try
        {
            File.WriteAllText(draft, Insert(File.ReadAllText(path), yaml));
            var read = new SkillFileReader().Read(draft);
            if (read.Definition?.Skill.Variants.Any(v => v.Name == variant.Name) != true)
            {
                throw new InvalidOperationException($"{path} does not read with the variant ({read.Diagnostics.FirstOrDefault(static d => d.Severity == DiagnosticSeverity.Error)?.Message}), so it was left as it was. Add VariantYaml below 'variants:' by hand.");
            }

            File.Move(draft, path, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private static string Insert(string text, string yaml)
    {
        var ending = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').ToList();
        var at = lines.FindIndex(static l => l.TrimEnd() == "variants:");
        if (at < 0)
        {
            lines.AddRange(["", "variants:"]);
            at = lines.Count - 1;
        }

        lines.InsertRange(at + 1, yaml.TrimEnd('\n').Split('\n'));
        return string.Join(ending, lines) + ending;
    }
}
