using System.CommandLine;
using Skills.Cli.Hosting;
using Skills.Cli.Shell;
using Skills.Engine.Batches;

namespace Skills.Cli.Batching;

/// <summary><c>skills batch work</c>: works on the batch runs of a shared store until it is stopped.</summary>
internal sealed class BatchWorkCommand : CliCommand
{
    private readonly BatchStoreOptions _store = new();
    private readonly Option<int?> _parallel = new("--parallel") { Description = "Items of each run at the same time, in this process. Without it, the run's own number.", HelpName = "n" };
    private readonly Option<bool> _once = new("--once") { Description = "Ends when no run of these skills is left, for jobs." };
    private readonly Option<bool> _dry = new("--dry") { Description = "Answers from the skill's examples and schema, without a model." };

    public BatchWorkCommand(CliHost host, CommonOptions common) : base(
        "work",
        "Works on the running batches of a Redis or PostgreSQL whose skills are in the folder. Ctrl-C or SIGTERM finishes what is under way and ends.",
        host,
        common,
        "skills batch work --connection localhost:6379",
        "skills batch work --store postgres --parallel 32",
        "skills batch work --once")
    {
        _store.AddTo(this);
        Add(_parallel);
        Add(_once);
        Add(_dry);
    }

    /// <summary>Gets the longest drain, which <see cref="BatchesOptions.DrainTimeout"/> bounds, and time to end.</summary>
    public override TimeSpan CancellationGrace => TimeSpan.FromHours(1) + base.CancellationGrace;

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        if (call.Get(_parallel) is < 1 or > 1024)
        {
            throw new CliException(ExitCode.Usage, "--parallel must be from 1 to 1,024.");
        }

        using var worker = BatchWorkerRegistration.Build(EngineSettings.Of(call) with { Dry = call.Get(_dry) }, configuration => _store.Of(call, configuration), call.Get(_parallel), call.Terminal);
        try
        {
            await worker.Host.StartAsync(cancellationToken).ConfigureAwait(false);
            call.Terminal.Note("Waits for batches. Ctrl-C or SIGTERM finishes what is under way.");
            var isFit = await call.Terminal.WaitAsync("waits for batches", show => new BatchWatch(worker, call, show).RunAsync(call.Get(_once), cancellationToken)).ConfigureAwait(false);
            call.Terminal.Note("Finishes what is under way.");
            await worker.Host.StopAsync(CancellationToken.None).ConfigureAwait(false);
            return isFit ? ExitCode.Done : ExitCode.Unreadable;
        }
        catch (BatchException e)
        {
            throw new CliException(ExitCode.Unreadable, e.Message);
        }
    }
}
