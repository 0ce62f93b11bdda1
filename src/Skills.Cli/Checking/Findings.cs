using Skills.Cli.Hosting;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.Checking;

/// <summary>What was found in skill files, counted.</summary>
/// <param name="All">Every finding, with paths as people read them.</param>
/// <param name="Read">Skills that can be run.</param>
/// <param name="Refused">Files that cannot.</param>
internal sealed record Findings(IReadOnlyList<SkillDiagnostic> All, int Read, int Refused)
{
    /// <summary>Gets the number of errors.</summary>
    public int Errors => All.Count(static d => d.Severity == DiagnosticSeverity.Error);

    /// <summary>Gets the number of warnings.</summary>
    public int Warnings => All.Count(static d => d.Severity == DiagnosticSeverity.Warning);

    /// <summary>Returns the findings of the whole catalog.</summary>
    public static Findings Of(CliEngine engine, CliHost host) => new(
        Shortened(engine.Catalog.Diagnostics, host),
        engine.Catalog.Definitions.Count,
        FilesWithErrors(engine.Catalog.Diagnostics));

    /// <summary>Reads some files and returns what was found in them.</summary>
    public static Findings Of(CliEngine engine, CliHost host, IReadOnlyList<string> files)
    {
        var results = files.Select(engine.Reader.Read).ToList();
        var all = results.SelectMany(static r => r.Diagnostics).ToList();
        return new(Shortened(all, host), results.Count(static r => r.IsValid), FilesWithErrors(all));
    }

    private static List<SkillDiagnostic> Shortened(IEnumerable<SkillDiagnostic> findings, CliHost host) =>
        [.. findings.Select(d => d with { File = host.ShortPath(d.File) })
            .OrderBy(static d => d.File, StringComparer.Ordinal).ThenBy(static d => d.Line).ThenBy(static d => d.Column)];

    private static int FilesWithErrors(IEnumerable<SkillDiagnostic> findings) =>
        findings.Where(static d => d.Severity == DiagnosticSeverity.Error).Select(static d => d.File).Distinct().Count();
}
