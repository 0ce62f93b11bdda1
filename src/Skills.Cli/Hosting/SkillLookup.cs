using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.Hosting;

/// <summary>Finds the skill that was typed: a name, a name with version or label, or a file.</summary>
internal static class SkillLookup
{
    /// <summary>Returns the skill.</summary>
    /// <exception cref="CliException">Nothing fits, or its file has errors.</exception>
    public static SkillDefinition Find(CliEngine engine, CliHost host, string reference)
    {
        if (engine.Catalog.FindDefinition(reference) is { } known)
        {
            return known;
        }

        var path = host.FullPath(reference);
        if (File.Exists(path))
        {
            return engine.Reader.Read(path) is { Definition: { } read } ? read : throw Broken(engine.Reader.Read(path).Diagnostics, host);
        }

        var name = reference.Split('@')[0];
        var findings = engine.Catalog.Diagnostics.Where(d => IsOf(d, name)).ToList();
        if (findings.Exists(static d => d.Severity == DiagnosticSeverity.Error))
        {
            throw Broken(findings, host);
        }

        throw new CliException(ExitCode.NothingMatched, NotFound(engine, host, reference));
    }

    /// <summary>Returns a variant of the skill, or the skill itself when none is named.</summary>
    public static Skill Variant(Skill skill, string? variant) => variant is null
        ? skill
        : skill.Variants.FirstOrDefault(v => v.Name == variant)?.Skill
            ?? throw new CliException(ExitCode.NothingMatched, $"'{skill.Slug}' has no variant '{variant}'. {(skill.Variants.Count == 0 ? "It has none." : $"It has: {string.Join(", ", skill.Variants.Select(static v => v.Name))}.")}");

    private static bool IsOf(SkillDiagnostic finding, string name) =>
        string.Equals(finding.Skill, name, StringComparison.OrdinalIgnoreCase)
        || Path.GetFileName(finding.File).StartsWith(name + ".", StringComparison.OrdinalIgnoreCase);

    private static CliException Broken(IEnumerable<SkillDiagnostic> findings, CliHost host)
    {
        var errors = findings.Where(static d => d.Severity == DiagnosticSeverity.Error).Select(d => (d with { File = host.ShortPath(d.File) }).ToString());
        return new(ExitCode.Unreadable, $"The skill has errors and cannot be run.\n{string.Join('\n', errors)}");
    }

    private static string NotFound(CliEngine engine, CliHost host, string reference)
    {
        var names = engine.Catalog.Definitions.Select(static d => d.Skill.Slug).Distinct().ToList();
        var hint = NameHint.Of(reference.Split('@')[0], names) is { } near ? $" Did you mean '{near}'?" : "";
        var folders = string.Join(", ", engine.Options.Definitions.Directories.Select(host.ShortPath));
        return $"No skill fits '{reference}'.{hint} {names.Count} skill(s) are in {folders}. 'skills list' shows them, --dir names another folder.";
    }
}
