using System.CommandLine;
using System.Globalization;
using Skills.Cli.Hosting;
using Skills.Cli.Shell;
using Skills.Engine.Batches;

namespace Skills.Cli.Batching;

/// <summary><c>skills batch list</c>.</summary>
internal sealed class BatchListCommand : CliCommand
{
    private static readonly string[] Headers = ["RUN", "SKILL", "VERSION", "STATE", "SUCCEEDED", "FAILED", "WAITING", "SPENT", "STARTED"];

    private readonly BatchStoreOptions _store = new();
    private readonly Option<int> _limit = new("--limit") { Description = "Most runs, the newest first.", HelpName = "n", DefaultValueFactory = static _ => 20 };

    public BatchListCommand(CliHost host, CommonOptions common) : base(
        "list",
        "Lists the newest batches of a Redis or PostgreSQL.",
        host,
        common,
        "skills batch list --connection localhost:6379",
        "skills batch list --store postgres --limit 100 -o json")
    {
        _store.AddTo(this);
        Add(_limit);
    }

    protected override Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        if (call.Get(_limit) is < 1 or > 1000)
        {
            throw new CliException(ExitCode.Usage, "--limit must be from 1 to 1,000.");
        }

        var settings = EngineSettings.Of(call) with { Dry = true, SharedBatches = (builder, configuration) => _store.Of(call, configuration).AddTo(builder) };
        return BatchStoreCalls.RunAsync(settings, batches => ListAsync(call, batches, cancellationToken));
    }

    private async Task<int> ListAsync(CommandCall call, SkillBatches batches, CancellationToken cancellationToken)
    {
        var runs = new List<BatchProgress>();
        foreach (var run in await batches.ListAsync(call.Get(_limit), cancellationToken).ConfigureAwait(false))
        {
            if (await batches.FindProgressAsync(run.Id, cancellationToken).ConfigureAwait(false) is { } progress)
            {
                runs.Add(progress);
            }
        }

        Write(call, runs);
        return runs.Count > 0 ? ExitCode.Done : ExitCode.NothingMatched;
    }

    private static void Write(CommandCall call, List<BatchProgress> runs)
    {
        switch (call.Output)
        {
            case OutputKind.Json:
                call.Terminal.Json(writer =>
                {
                    writer.WriteStartArray();
                    runs.ForEach(r => r.ToSummary().WriteTo(writer));
                    writer.WriteEndArray();
                });
                break;
            case OutputKind.Jsonl:
                runs.ForEach(r => call.Terminal.JsonLine(writer => r.ToSummary().WriteTo(writer)));
                break;
            default:
                if (runs.Count > 0)
                {
                    call.Terminal.Table(Headers, [.. runs.Select(RowOf)]);
                }

                break;
        }
    }

    private static IReadOnlyList<string> RowOf(BatchProgress progress) =>
    [
        progress.Run.Id,
        progress.Run.Skill,
        progress.Run.SkillVersion,
        progress.Run.State.ToString().ToLowerInvariant(),
        Text(progress.Succeeded),
        Text(progress.Failed),
        Text(progress.Pending + progress.InFlight),
        Money.Text(progress.Spent),
        progress.Run.CreatedAt.ToString("u", CultureInfo.InvariantCulture),
    ];

    private static string Text(long count) => count.ToString(CultureInfo.InvariantCulture);
}
