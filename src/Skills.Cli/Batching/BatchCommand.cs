using System.CommandLine;
using System.Globalization;
using Skills.Cli.Catalog;
using Skills.Cli.Hosting;
using Skills.Cli.Shell;
using Skills.Engine;
using Skills.Engine.Batches;

namespace Skills.Cli.Batching;

/// <summary><c>skills batch</c>: runs a skill for every line of a file, on this machine.</summary>
internal sealed class BatchCommand : CliCommand
{
    private readonly Argument<string> _skill;
    private readonly Option<string> _in = new("--in") { Description = "Inputs: JSON Lines (.jsonl), or CSV with a header (.csv).", HelpName = "file", Required = true };
    private readonly Option<string> _out = BatchFiles.Out();
    private readonly Option<bool> _dry = new("--dry") { Description = "Answers from the skill's examples and schema, without a model." };
    private readonly Option<string?> _model = new("--model", "-m") { Description = "Asks this model and no other.", HelpName = "id" };
    private readonly Option<int> _parallel = new("--parallel") { Description = "Lines that run at the same time.", HelpName = "n", DefaultValueFactory = static _ => 4 };
    private readonly Option<decimal?> _maxCost = new("--max-cost") { Description = "Most USD of all lines together, over all runs of the command. No further line is started, and the exit code is 4.", HelpName = "usd" };

    public BatchCommand(CliHost host, CommonOptions common) : base(
        "batch",
        "Runs a skill for every line of a JSON Lines or CSV file. The same command again goes on where it stopped.",
        host,
        common,
        "skills batch ticket-triage --in tickets.jsonl --out results.jsonl --max-cost 2",
        "skills batch ticket-triage --in tickets.csv --out results.csv --dry",
        "skills batch status --out results.jsonl",
        "skills batch work --connection localhost:6379")
    {
        _skill = SkillArgument.One(host, common);
        Add(_skill);
        Add(_in);
        Add(_out);
        Add(_dry);
        Add(_model);
        Add(_parallel);
        Add(_maxCost);
        Add(new BatchStatusCommand(host, common));
        Add(new BatchListCommand(host, common));
        Add(new BatchCancelCommand(host, common));
        Add(new BatchRedriveCommand(host, common));
        Add(new BatchDeleteCommand(host, common));
        Add(new BatchWorkCommand(host, common));
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        if (call.Get(_parallel) is < 1 or > 256)
        {
            throw new CliException(ExitCode.Usage, "--parallel must be from 1 to 256.");
        }

        var source = BatchFiles.Source(call.Host.FullPath(call.Get(_in)!));
        var output = call.Host.FullPath(call.Get(_out)!);
        var journal = BatchFiles.Journal(output, mustExist: false);
        var engine = EngineRegistration.Build(EngineSettings.Of(call) with { Dry = call.Get(_dry), Journal = journal });
        await using var closing = engine.ConfigureAwait(false);
        var skill = SkillLookup.Find(engine, call.Host, call.Get(_skill)!).Skill;
        engine.RequireProvider();
        try
        {
            var before = await BeginAsync(call, engine.Engine.Batches, skill, source, cancellationToken).ConfigureAwait(false);
            var after = await call.Terminal.WaitAsync($"running {skill.Slug}", show => FinishAsync(engine.Engine.Batches, show, cancellationToken)).ConfigureAwait(false);
            await engine.Engine.Batches.WriteResultsAsync(BatchFiles.Run, output, CancellationToken.None).ConfigureAwait(false);
            return Report(call, before, after, cancellationToken);
        }
        catch (Exception e) when (e is BatchException or BatchSourceException or ArgumentException)
        {
            throw new CliException(ExitCode.Unreadable, e.Message);
        }
    }

    // What failed before is tried again, as what was not run.
    private async Task<BatchProgress?> BeginAsync(CommandCall call, SkillBatches batches, Skill skill, BatchSource source, CancellationToken cancellationToken)
    {
        BatchRunOptions Policy(BatchRunOptions options) => options with
        {
            Id = BatchFiles.Run,
            Parallelism = call.Get(_parallel),
            BudgetUsd = call.Get(_maxCost),
            MaxItemCostUsd = null,
            Context = new() { Model = call.Get(_model), CacheMode = CacheMode.Bypass },
        };

        if ((await batches.ListAsync(cancellationToken: cancellationToken).ConfigureAwait(false)).Count == 0)
        {
            await batches.StartAsync(skill, source, Policy(new()), cancellationToken).ConfigureAwait(false);
            return null;
        }

        await batches.RedriveAsync(BatchFiles.Run, cancellationToken: cancellationToken).ConfigureAwait(false);
        var before = await batches.GetProgressAsync(BatchFiles.Run, cancellationToken).ConfigureAwait(false);
        await batches.ResumeAsync(BatchFiles.Run, skill, source, Policy, cancellationToken).ConfigureAwait(false);
        return before;
    }

    private static async Task<BatchProgress> FinishAsync(SkillBatches batches, Action<string> show, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var progress in batches.WatchAsync(BatchFiles.Run, TimeSpan.FromMilliseconds(200), cancellationToken).ConfigureAwait(false))
            {
                show(BatchFiles.Line(progress));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await batches.PauseAsync(BatchFiles.Run, CancellationToken.None).ConfigureAwait(false);
        }

        return await batches.WaitAsync(BatchFiles.Run, CancellationToken.None).ConfigureAwait(false);
    }

    private static int Report(CommandCall call, BatchProgress? before, BatchProgress after, CancellationToken cancellationToken)
    {
        var (succeeded, skipped) = (after.Succeeded - (before?.Succeeded ?? 0), before?.Succeeded ?? 0);
        call.Terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{succeeded} succeeded, {after.Failed} failed, {skipped} done before · {Money.Text(after.Spent)}"));
        if (cancellationToken.IsCancellationRequested)
        {
            call.Terminal.Note("Canceled. Run the same command again to go on.");
            return ExitCode.Canceled;
        }

        switch (after.Run.StopReason)
        {
            case BatchStopReason.Budget:
                call.Terminal.Warning($"The budget of {Money.Text(after.Run.Options.BudgetUsd!.Value)} is used: {Money.Text(after.Spent)} spent. Run the same command again with a higher --max-cost to go on.");
                return ExitCode.Provider;
            case BatchStopReason.Source:
                throw new CliException(ExitCode.Unreadable, after.Run.StopMessage!);
            default:
                return after switch { { Read: 0 } => ExitCode.NothingMatched, { Failed: > 0 } => ExitCode.Failed, _ => ExitCode.Done };
        }
    }
}
