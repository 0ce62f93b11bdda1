using System.Globalization;
using System.Text.Json;
using Skills.Cli.Hosting;
using Skills.Cli.Shell;
using Skills.Engine.Evaluation;

namespace Skills.Cli.Recordings;

/// <summary><c>skills cassettes list</c>.</summary>
internal sealed class CassetteListCommand : CliCommand
{
    private static readonly string[] Headers = ["STATE", "RECORDING", "MODEL", "COST", "RECORDED", "REASON"];

    private readonly CassetteOptions _options = new();

    public CassetteListCommand(CliHost host, CommonOptions common) : base(
        "list", "Lists recorded answers, and which no longer fit their case.", host, common, "skills cassettes list", "skills cassettes list --model claude-sonnet-5 -o json") => _options.AddTo(this);

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var engine = EngineRegistration.Build(_options.Read(call));
        await using var closing = engine.ConfigureAwait(false);
        var (_, cassettes) = await CassetteOptions.ListAsync(call, engine, cancellationToken).ConfigureAwait(false);
        if (call.Output != OutputKind.Text)
        {
            call.Terminal.Json(writer => Write(writer, cassettes));
        }
        else if (cassettes.Count > 0)
        {
            call.Terminal.Table(Headers, [.. cassettes.Select(RowOf)]);
        }

        var stale = cassettes.Count(static c => c.StaleReason is not null);
        call.Terminal.Note($"{cassettes.Count} recording(s), {stale} stale.{(stale > 0 ? " 'skills cassettes prune' deletes them." : "")}");
        return stale > 0 ? ExitCode.Failed : cassettes.Count == 0 ? ExitCode.NothingMatched : ExitCode.Done;
    }

    private static IReadOnlyList<string> RowOf(CassetteInfo cassette) =>
    [
        cassette.StaleReason is null ? "used" : "stale",
        cassette.File,
        cassette.Model ?? "?",
        Money.Text(cassette.Cost),
        cassette.RecordedAt?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "?",
        cassette.StaleReason ?? "",
    ];

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<CassetteInfo> cassettes)
    {
        writer.WriteStartArray();
        foreach (var cassette in cassettes)
        {
            writer.WriteStartObject();
            writer.WriteString("file", cassette.File);
            writer.WriteString("skill", cassette.Skill);
            writer.WriteString("case", cassette.Case);
            writer.WriteNumber("repeat", cassette.Repeat);
            writer.WriteString("model", cassette.Model);
            writer.WriteString("stale", cassette.StaleReason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
