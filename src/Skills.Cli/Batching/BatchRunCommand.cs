using System.CommandLine;
using Skills.Cli.Hosting;
using Skills.Cli.Shell;
using Skills.Engine.Batches;

namespace Skills.Cli.Batching;

/// <summary>A command on one run: that of some results, or one of a store that several processes share.</summary>
internal abstract class BatchRunCommand : CliCommand
{
    private readonly Option<string?> _out = BatchFiles.OutOf();
    private readonly Option<string?> _run = new("--run") { Description = "Run of a Redis or PostgreSQL, in place of --out.", HelpName = "id" };
    private readonly BatchStoreOptions _store = new();

    protected BatchRunCommand(string name, string description, CliHost host, CommonOptions common)
        : base(name, description, host, common, $"skills batch {name} --out results.jsonl", $"skills batch {name} --run reviews --connection localhost:6379", $"skills batch {name} --run reviews --store postgres")
    {
        Add(_out);
        Add(_run);
        _store.AddTo(this);
    }

    protected override Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken) => (call.Get(_out), call.Get(_run)) switch
    {
        ({ } results, null) => BatchStoreCalls.RunAsync(
            EngineSettings.Of(call) with { Dry = true, Journal = BatchFiles.Journal(call.Host.FullPath(results), mustExist: true) },
            batches => RunAsync(call, batches, BatchFiles.Run, cancellationToken)),

        // Batches at providers are canceled by their clients.
        (null, { Length: > 0 } run) => BatchStoreCalls.RunAsync(
            EngineSettings.Of(call) with { SharedBatches = (builder, configuration) => _store.Of(call, configuration).AddTo(builder) },
            batches => RunAsync(call, batches, run, cancellationToken)),
        _ => throw new CliException(ExitCode.Usage, "Name the results of the batch with --out, or a run of a Redis or PostgreSQL with --run. 'skills batch list' shows the runs."),
    };

    /// <summary>Runs the command.</summary>
    protected abstract Task<int> RunAsync(CommandCall call, SkillBatches batches, string run, CancellationToken cancellationToken);
}
