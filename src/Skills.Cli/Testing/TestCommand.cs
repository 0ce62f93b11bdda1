using System.CommandLine;
using Skills.Cli.Hosting;
using Skills.Cli.Revisions;
using Skills.Cli.Shell;
using Skills.Cli.Watching;
using Skills.Engine;
using Skills.Engine.Evaluation;

namespace Skills.Cli.Testing;

/// <summary><c>skills test</c>: runs the test cases of skills.</summary>
internal sealed class TestCommand : CliCommand
{
    private readonly Argument<string[]> _cases;
    private readonly TestOptions _options = new();
    private readonly ReportOptions _reports = new();
    private readonly Option<string?> _changed = new("--changed") { Description = "Only skills that differ from a Git revision, and those that run them.", HelpName = "revision" };
    private readonly Option<string?> _baseline = new("--baseline") { Description = "Fails when the run is worse than the results in this file beyond chance.", HelpName = "file" };
    private readonly Option<bool> _writeBaseline = new("--write-baseline") { Description = "Writes the results to the file of --baseline instead." };
    private readonly Option<bool> _watch = new("--watch") { Description = "Runs again what a saved file touches, until Ctrl-C." };

    public TestCommand(CliHost host, CommonOptions common) : base(
        "test",
        "Runs the test cases of skills, from recordings or with models.",
        host,
        common,
        "skills test",
        "skills test ticket-triage#\"angry ticket is urgent\" --live",
        "skills test --record missing --max-cost 0.50",
        "skills test --model claude-sonnet-5,gpt-5.6-luna --live --repeat 5 --min-pass-rate 0.8",
        "skills test --changed origin/main --missing fail --junit tests.xml")
    {
        _cases = TestSelection.Argument(host, common);
        Add(_cases);
        _options.AddTo(this);
        _reports.AddTo(this);
        Add(_changed);
        Add(_baseline);
        Add(_writeBaseline);
        Add(_watch);
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var selection = TestSelection.Of(call, call.Get(_cases));
        var options = _options.Read(call, selection);
        var settings = EngineSettings.Of(call) with { Dir = selection.Dir, Tests = options, Live = _options.AsksModels(call), Watch = call.Get(_watch) };
        var engine = EngineRegistration.Build(settings);
        await using var closing = engine.ConfigureAwait(false);
        if (settings.Live)
        {
            engine.RequireProvider();
        }

        if (settings.Watch)
        {
            var touched = new TouchedSkills(engine.Catalog);
            return await CatalogWatch.RunAsync(engine.Catalog, call, () => OnceAsync(call, engine, selection, touched.Take(), cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        var skills = call.Get(_changed) is { } revision
            ? await ChangedSkills.FindAsync(call, engine, settings, revision, cancellationToken).ConfigureAwait(false)
            : engine.Catalog.Definitions;
        if (call.Get(_changed) is not null && skills.Count == 0)
        {
            call.Terminal.Note($"No skill differs from {call.Get(_changed)}.");
            return selection.ReportRefused(call, engine) ? ExitCode.Unreadable : ExitCode.Done;
        }

        return await OnceAsync(call, engine, selection, skills, cancellationToken).ConfigureAwait(false);
    }

    private async Task<int> OnceAsync(CommandCall call, CliEngine engine, TestSelection selection, IReadOnlyList<SkillDefinition> skills, CancellationToken cancellationToken)
    {
        var report = await TestRun.RunAsync(call, engine.Tests!, skills, maxCost: null, cancellationToken).ConfigureAwait(false);
        Write(call, report);
        await _reports.WriteAsync(call, report).ConfigureAwait(false);
        var refused = selection.ReportRefused(call, engine);
        if (report.Results.Count == 0 && !refused)
        {
            call.Terminal.Problem(selection.Names.Count > 0
                ? $"No case matches {string.Join(", ", selection.Names.Select(static n => $"'{PlainText.Line(n, 80)}'"))}. 'skills list' shows the skills."
                : "There are no test cases. Add 'tests' to a skill file, or name a folder with --dir.");
        }

        var exit = TestExit.Of(report);
        if (exit is ExitCode.Done or ExitCode.NothingMatched && refused)
        {
            exit = ExitCode.Unreadable;
        }

        return call.Get(_baseline) is { } file ? await GateAsync(call, report, file, exit).ConfigureAwait(false) : exit;
    }

    private void Write(CommandCall call, SkillTestReport report)
    {
        if (call.Output != OutputKind.Text)
        {
            call.Terminal.Result(SkillTestReports.ToJson(report));
        }
        else if (_reports.WantsGithub(call))
        {
            foreach (var annotation in GithubCases.Of(report))
            {
                call.Terminal.Result(annotation);
            }
        }
        else
        {
            foreach (var line in new TestLines(call.Terminal.OutInk).Of(report))
            {
                call.Terminal.Result(line);
            }
        }

        if (report.StopReason is { } reason)
        {
            call.Terminal.Warning(reason);
        }

        call.Terminal.Note(TestLines.Summary(report));
    }

    // The gate replaces the outcome of cases: a baseline says which failures are known.
    private async Task<int> GateAsync(CommandCall call, SkillTestReport report, string file, int exit)
    {
        var path = call.Host.FullPath(file);
        if (exit is not (ExitCode.Done or ExitCode.Failed))
        {
            return exit;
        }

        if (call.Get(_writeBaseline))
        {
            await File.WriteAllTextAsync(path, SkillTestBaseline.Of(report).ToJson()).ConfigureAwait(false);
            call.Terminal.Note($"Wrote the baseline {file}.");
            return ExitCode.Done;
        }

        var gate = SkillTestGate.Check(await BaselineFile.ReadAsync(path, file).ConfigureAwait(false), report);
        call.Terminal.Note(gate.Summary);
        return gate.Verdict == GateVerdict.Regressed ? ExitCode.Failed : ExitCode.Done;
    }
}
