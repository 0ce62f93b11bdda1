using System.CommandLine;
using System.Globalization;
using Skills.Cli.Catalog;
using Skills.Cli.Hosting;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.Batching;

/// <summary><c>skills batch</c>: runs a skill for every line of a file, on this machine.</summary>
internal sealed class BatchCommand : CliCommand
{
    private readonly Argument<string> _skill;
    private readonly Option<string> _in = new("--in") { Description = "Inputs: JSON Lines (.jsonl), or CSV with a header (.csv).", HelpName = "file", Required = true };
    private readonly Option<string> _out = new("--out") { Description = "Results as JSON Lines. Lines that succeeded in an earlier run are not run again.", HelpName = "file", Required = true };
    private readonly Option<bool> _dry = new("--dry") { Description = "Answers from the skill's examples and schema, without a model." };
    private readonly Option<string?> _model = new("--model", "-m") { Description = "Asks this model and no other.", HelpName = "id" };
    private readonly Option<int> _parallel = new("--parallel") { Description = "Lines that run at the same time.", HelpName = "n", DefaultValueFactory = static _ => 4 };
    private readonly Option<decimal?> _maxCost = new("--max-cost") { Description = "Most USD of all lines together. No further line is started, and the exit code is 4.", HelpName = "usd" };

    public BatchCommand(CliHost host, CommonOptions common) : base(
        "batch",
        "Runs a skill for every line of a JSON Lines or CSV file.",
        host,
        common,
        "skills batch ticket-triage --in tickets.jsonl --out results.jsonl --max-cost 2",
        "skills batch ticket-triage --in tickets.csv --out results.jsonl --dry")
    {
        _skill = SkillArgument.One(host, common);
        Add(_skill);
        Add(_in);
        Add(_out);
        Add(_dry);
        Add(_model);
        Add(_parallel);
        Add(_maxCost);
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        if (call.Get(_parallel) is < 1 or > 256)
        {
            throw new CliException(ExitCode.Usage, "--parallel must be from 1 to 256.");
        }

        var engine = EngineRegistration.Build(EngineSettings.Of(call) with { Dry = call.Get(_dry) });
        await using var closing = engine.ConfigureAwait(false);
        var skill = SkillLookup.Find(engine, call.Host, call.Get(_skill)!).Skill;
        engine.RequireProvider();

        var (input, output) = (call.Host.FullPath(call.Get(_in)!), call.Host.FullPath(call.Get(_out)!));
        var rows = RowFile.Open(input, skill, engine.Options.MaxInputBytes);
        var log = BatchLog.Open(output);
        await using var closingLog = log.ConfigureAwait(false);
        var run = new BatchRun(engine.Engine, skill, new() { Model = call.Get(_model), CacheMode = CacheMode.Bypass }, log, call.Get(_maxCost));
        var counts = await call.Terminal.WaitAsync($"running {skill.Slug}", show => run.RunAsync(rows, call.Get(_parallel), show, cancellationToken)).ConfigureAwait(false);

        call.Terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{counts.Succeeded} succeeded, {counts.Failed} failed, {counts.Skipped} done before · {Money.Text(counts.Cost)}"));
        if (cancellationToken.IsCancellationRequested)
        {
            call.Terminal.Note("Canceled. Run the same command again to go on.");
            return ExitCode.Canceled;
        }

        if (counts.Stopped is { } reason)
        {
            call.Terminal.Warning(reason);
            return ExitCode.Provider;
        }

        return counts switch { { Succeeded: 0, Failed: 0, Skipped: 0 } => ExitCode.NothingMatched, { Failed: > 0 } => ExitCode.Failed, _ => ExitCode.Done };
    }
}
