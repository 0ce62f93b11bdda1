using System.CommandLine;
using System.Globalization;
using Skills.Cli.Hosting;
using Skills.Cli.Shell;
using Skills.Cli.Watching;
using Skills.Engine;

namespace Skills.Cli.Checking;

/// <summary><c>skills validate</c>: reports everything wrong in skill files.</summary>
internal sealed class ValidateCommand : CliCommand
{
    private readonly Argument<string[]> _paths = new("path")
    {
        Description = "Files or folders. Default: the folder of the skills, with the checks over all skills together.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<FindingFormat> _format = new("--format")
    {
        Description = "Form of the findings: text, json, github or sarif. Default: as --output says.",
        HelpName = "text|json|github|sarif",
    };

    private readonly Option<DiagnosticSeverity> _failOn = new("--fail-on")
    {
        Description = "Least severity that fails the command: error, warning or info.",
        HelpName = "error|warning|info",
    };

    private readonly Option<bool> _watch = new("--watch") { Description = "Validates again whenever a file changes, until Ctrl-C." };

    public ValidateCommand(CliHost host, CommonOptions common) : base(
        "validate",
        "Reports every error and warning in skill files, with line and column.",
        host,
        common,
        "skills validate",
        "skills validate skills/ticket-triage.skill.yaml --fail-on warning",
        "skills validate --format sarif > skills.sarif")
    {
        Add(_paths);
        Add(_format);
        Add(_failOn);
        Add(_watch);
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var started = call.Host.Time.GetTimestamp();
        var paths = call.Get(_paths) ?? [];
        var folders = paths.Where(p => Directory.Exists(call.Host.FullPath(p))).ToList();
        var files = paths.Except(folders).Select(call.Host.FullPath).ToList();
        if (folders.Count > 1 || (folders.Count == 1 && files.Count > 0))
        {
            throw new CliException(ExitCode.Usage, "Name one folder, or any number of files.");
        }

        if (files.Find(static f => !File.Exists(f)) is { } missing)
        {
            throw new CliException(ExitCode.NothingMatched, $"'{call.Host.ShortPath(missing)}' does not exist.");
        }

        var watch = call.Get(_watch);
        var engine = EngineRegistration.Build(EngineSettings.Of(call) with { Dir = folders is [var only] ? only : call.Dir, Watch = watch });
        await using var closing = engine.ConfigureAwait(false);
        return watch
            ? await CatalogWatch.RunAsync(engine.Catalog, call, () => Task.FromResult(Validate(call, engine, files, call.Host.Time.GetTimestamp())), cancellationToken).ConfigureAwait(false)
            : Validate(call, engine, files, started);
    }

    private int Validate(CommandCall call, CliEngine engine, List<string> files, long started)
    {
        var findings = files.Count > 0 ? Findings.Of(engine, call.Host, files) : Findings.Of(engine, call.Host);
        FindingWriter.Write(call.Terminal, findings, FormatOf(call));
        call.Terminal.Note(Summary(findings, call.Host.Time.GetElapsedTime(started)));
        if (findings is { Read: 0, Refused: 0 })
        {
            return ExitCode.NothingMatched;
        }

        return findings.All.Any(f => f.Severity <= call.Get(_failOn)) ? ExitCode.Failed : ExitCode.Done;
    }

    private FindingFormat FormatOf(CommandCall call) => (call.Get(_format), call.Output) switch
    {
        (FindingFormat.Auto, OutputKind.Text) => FindingFormat.Text,
        (FindingFormat.Auto, _) => FindingFormat.Json,
        var (typed, _) => typed,
    };

    private static string Summary(Findings findings, TimeSpan elapsed) => string.Create(
        CultureInfo.InvariantCulture,
        $"{findings.Read} skill(s) read, {findings.Refused} file(s) refused: {findings.Errors} error(s), {findings.Warnings} warning(s) ({elapsed.TotalSeconds:0.0} s)");
}
