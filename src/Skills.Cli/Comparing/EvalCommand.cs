using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Skills.Cli.Hosting;
using Skills.Cli.Shell;
using Skills.Cli.Testing;
using Skills.Engine;
using Skills.Engine.Evaluation;

namespace Skills.Cli.Comparing;

/// <summary><c>skills eval</c>: runs the same cases with two versions, models or variants, and compares them with statistics.</summary>
internal sealed class EvalCommand : CliCommand
{
    private static readonly string[] Headers = ["COLUMN", "BEFORE", "AFTER", "+", "−", "P", "VERDICT"];

    private readonly Argument<string[]> _cases;
    private readonly TestOptions _options = new();
    private readonly ReportOptions _reports = new();
    private readonly Option<string?> _against = new("--against") { Description = "What to compare with: a Git revision, a version or label, or a skill file. Without it, two columns are compared.", HelpName = "revision|version|file" };
    private readonly Option<bool> _score = new("--score") { Description = "Compares scores, which judges and partly held expectations give, instead of passed runs." };

    public EvalCommand(CliHost host, CommonOptions common) : base(
        "eval",
        "Compares two versions, models or variants over the same cases.",
        host,
        common,
        "skills eval ticket-triage --against main --model claude-sonnet-5,gpt-5.6-luna --live --repeat 3",
        "skills eval ticket-triage --against 1.1.0",
        "skills eval --model claude-sonnet-5,gpt-5.6-luna --live")
    {
        _cases = TestSelection.Argument(host, common);
        Add(_cases);
        Add(_against);
        Add(_score);
        _options.AddTo(this);
        _reports.AddTo(this);
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var selection = TestSelection.Of(call, call.Get(_cases));
        var options = _options.Read(call, selection);
        if (call.Get(_against) is null && options.Targets.Count != 2)
        {
            throw new CliException(ExitCode.Usage, "Nothing to compare. Name another version with --against, or two columns, such as --model claude-sonnet-5,gpt-5.6-luna.");
        }

        var settings = EngineSettings.Of(call) with { Dir = selection.Dir, Tests = options, Live = _options.AsksModels(call) };
        var engine = EngineRegistration.Build(settings);
        await using var closing = engine.ConfigureAwait(false);
        if (settings.Live)
        {
            engine.RequireProvider();
        }

        var after = await TestRun.RunAsync(call, engine.Tests!, engine.Catalog.Definitions, maxCost: null, cancellationToken).ConfigureAwait(false);
        if (after.Stop != SkillTestStop.None || after.Results.Count == 0)
        {
            await _reports.WriteAsync(call, after).ConfigureAwait(false);
            call.Terminal.Problem(after.StopReason ?? "No case matches, so there is nothing to compare.");
            return TestExit.Of(after);
        }

        var comparison = call.Get(_against) is { } against
            ? await AgainstAsync(call, engine, settings, options, after, against, cancellationToken).ConfigureAwait(false)
            : SkillComparer.CompareTargets(after, options.Targets[0].Name, options.Targets[1].Name, ComparisonOf(call));
        await _reports.WriteAsync(call, after, comparison).ConfigureAwait(false);
        Write(call, comparison);
        return comparison.Rows.Any(static r => r.Verdict == ComparisonVerdict.Worse) ? ExitCode.Failed : ExitCode.Done;
    }

    // The cases are those of the working copy: a comparison over different cases would say nothing.
    private async Task<SkillComparison> AgainstAsync(CommandCall call, CliEngine engine, EngineSettings settings, SkillTestOptions options, SkillTestReport after, string against, CancellationToken cancellationToken)
    {
        var names = after.Results.Select(static r => r.Skill).Distinct().ToList();
        var other = await OtherVersion.FindAsync(call, engine, settings, against, names, cancellationToken).ConfigureAwait(false);
        await using var closing = other.ConfigureAwait(false);
        var skills = engine.Catalog.Definitions.Where(d => names.Contains(d.Skill.Slug) && other.Find(d.Skill.Slug) is not null)
            .Select(d => d with { Skill = other.Find(d.Skill.Slug)! }).ToList();
        if (skills.Count == 0)
        {
            throw new CliException(ExitCode.NothingMatched, $"'{against}' has none of {string.Join(", ", names)}.");
        }

        var left = options.MaxCostUsd is { } most ? Math.Max(0, most - (after.Cost.Usd ?? most)) : (decimal?)null;
        var before = await TestRun.RunAsync(call, other.Engine.Tests!, skills, left, cancellationToken).ConfigureAwait(false);
        return before.Stop == SkillTestStop.None
            ? SkillComparer.Compare(before, after, against, "working copy", ComparisonOf(call))
            : throw new CliException(TestExit.Of(before), before.StopReason!);
    }

    private ComparisonOptions ComparisonOf(CommandCall call) => new() { Metric = call.Get(_score) ? ComparisonMetric.Score : ComparisonMetric.PassRate };

    private static void Write(CommandCall call, SkillComparison comparison)
    {
        if (call.Output != OutputKind.Text)
        {
            call.Terminal.Json(writer => WriteJson(writer, comparison));
            return;
        }

        call.Terminal.Result($"{comparison.Before} → {comparison.After}");
        call.Terminal.Table(Headers, [.. comparison.Rows.Select(RowOf)]);
        foreach (var row in comparison.Rows)
        {
            call.Terminal.Result($"{row.Target}: {row.Summary}");
            foreach (var id in row.Lost)
            {
                call.Terminal.Result($"  {call.Terminal.OutInk.Red("−")} {id}");
            }

            foreach (var id in row.Gained)
            {
                call.Terminal.Result($"  {call.Terminal.OutInk.Green("+")} {id}");
            }
        }

        if (comparison.Unpaired.Count > 0)
        {
            call.Terminal.Note($"{comparison.Unpaired.Count} case(s) are in one version only and were not compared.");
        }
    }

    private static IReadOnlyList<string> RowOf(ComparisonRow row) =>
    [
        row.Target,
        $"{row.RunsBefore} {Money.Text(row.RunsBefore.Cost)}",
        $"{row.RunsAfter} {Money.Text(row.RunsAfter.Cost)}",
        row.Gained.Count.ToString(CultureInfo.InvariantCulture),
        row.Lost.Count.ToString(CultureInfo.InvariantCulture),
        row.PValue.ToString("0.###", CultureInfo.InvariantCulture),
        JsonNamingPolicy.KebabCaseLower.ConvertName(row.Verdict.ToString()).Replace('-', ' '),
    ];

    private static void WriteJson(Utf8JsonWriter writer, SkillComparison comparison)
    {
        writer.WriteStartObject();
        writer.WriteString("before", comparison.Before);
        writer.WriteString("after", comparison.After);
        writer.WriteStartArray("rows");
        foreach (var row in comparison.Rows)
        {
            writer.WriteStartObject();
            writer.WriteString("target", row.Target);
            writer.WriteNumber("cases", row.Cases);
            writer.WriteNumber("passedBefore", row.RunsBefore.Passed);
            writer.WriteNumber("passedAfter", row.RunsAfter.Passed);
            writer.WriteNumber("runsBefore", row.RunsBefore.All);
            writer.WriteNumber("runsAfter", row.RunsAfter.All);
            WriteIds(writer, "gained", row.Gained);
            WriteIds(writer, "lost", row.Lost);
            writer.WriteNumber("meanDifference", row.MeanDifference);
            writer.WriteNumber("low", row.Low);
            writer.WriteNumber("high", row.High);
            writer.WriteNumber("pValue", row.PValue);
            writer.WriteString("verdict", JsonNamingPolicy.SnakeCaseLower.ConvertName(row.Verdict.ToString()));
            writer.WriteString("summary", row.Summary);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WriteIds(writer, "unpaired", comparison.Unpaired);
        writer.WriteEndObject();
    }

    private static void WriteIds(Utf8JsonWriter writer, string name, IReadOnlyList<string> ids)
    {
        writer.WriteStartArray(name);
        foreach (var id in ids)
        {
            writer.WriteStringValue(id);
        }

        writer.WriteEndArray();
    }
}
