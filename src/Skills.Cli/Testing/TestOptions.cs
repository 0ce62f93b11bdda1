using System.CommandLine;
using System.Globalization;
using Skills.Cli.Shell;
using Skills.Engine.Evaluation;

namespace Skills.Cli.Testing;

/// <summary>The options that say how cases run, for every command that runs them.</summary>
internal sealed class TestOptions
{
    private readonly Option<bool> _live = new("--live") { Description = "Asks models. Without it, recordings and the dry run answer." };
    private readonly Option<bool> _dry = new("--dry") { Description = "Answers from examples and schemas, and uses no recording." };
    private readonly Option<RecordChoice> _record = new("--record") { Description = "Asks models and keeps the answers: missing or all.", HelpName = "missing|all" };
    private readonly Option<MissingCassette> _missing = new("--missing") { Description = "What a case without a recording does: dryrun (the default) or fail, for CI.", HelpName = "dryrun|fail" };
    private readonly Option<int?> _repeat = new("--repeat") { Description = "Runs each case so often. Default: as its file says.", HelpName = "n" };
    private readonly Option<double?> _minPassRate = new("--min-pass-rate") { Description = "Share of the runs of a case that must pass, from 0 to 1. Default: 1.", HelpName = "share" };
    private readonly Option<string[]> _models = new("--model", "-m") { Description = "Models to run with, separated by commas. Each is a column.", HelpName = "a,b", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> _variants = new("--variant") { Description = "Variants to run, separated by commas. Each is a column.", HelpName = "a,b", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> _temperatures = new("--temperature") { Description = "Temperatures to run with, separated by commas. Each is a column.", HelpName = "0,0.7", AllowMultipleArgumentsPerToken = true };
    private readonly Option<decimal?> _maxCost = new("--max-cost") { Description = "Most USD of all runs together. The run stops with exit code 4.", HelpName = "usd" };
    private readonly Option<int> _parallel = new("--parallel") { Description = "Runs at the same time.", HelpName = "n", DefaultValueFactory = static _ => 4 };
    private readonly Option<string[]> _tags = new("--tag") { Description = "Only cases with one of these labels.", HelpName = "label" };
    private readonly Option<string[]> _exclude = new("--exclude") { Description = "Leaves cases out, named as skill, skill#case or file#case.", HelpName = "name" };
    private readonly Option<bool> _update = new("--update-snapshots") { Description = "Writes snapshots instead of comparing them." };
    private readonly Option<string?> _cassettes = new("--cassettes") { Description = "Folder of all recordings. Default: 'cassettes' beside each skill file.", HelpName = "folder" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _live, _dry, _record, _missing, _repeat, _minPassRate, _models, _variants, _temperatures, _maxCost, _parallel, _tags, _exclude, _update, _cassettes })
        {
            command.Add(option);
        }
    }

    /// <summary>Returns whether models are asked.</summary>
    public bool AsksModels(CommandCall call) => call.Get(_live) || call.Get(_record) != RecordChoice.None;

    /// <summary>Returns the settings of the run.</summary>
    /// <param name="call">What was typed.</param>
    /// <param name="selection">The folder and the cases that were named.</param>
    public SkillTestOptions Read(CommandCall call, TestSelection selection)
    {
        if (call.Get(_dry) && AsksModels(call))
        {
            throw new CliException(ExitCode.Usage, "--dry cannot be used with --live or --record.");
        }

        return new()
        {
            Mode = ModeOf(call),
            Missing = call.Get(_missing),
            Repeat = InRange(call.Get(_repeat), 1, 1000, "--repeat"),
            MinPassRate = call.Get(_minPassRate) is not { } share ? 1 : share is >= 0 and <= 1 ? share : throw new CliException(ExitCode.Usage, "--min-pass-rate must be from 0 to 1, such as 0.9."),
            Parallelism = InRange(call.Get(_parallel), 1, 256, "--parallel") ?? 4,
            MaxCostUsd = call.Get(_maxCost) is < 0 ? throw new CliException(ExitCode.Usage, "--max-cost must not be negative.") : call.Get(_maxCost),
            Targets = TargetsOf(call),
            Filter = new() { Names = selection.Names, Tags = call.Get(_tags) ?? [], Exclude = call.Get(_exclude) ?? [] },
            UpdateSnapshots = call.Get(_update),
            CassetteDirectory = call.Get(_cassettes) is { } folder ? call.Host.FullPath(folder) : null,
            BaseDirectory = call.Host.Folder,
            CommandArguments = [.. Typed("--dir", selection.Dir), .. Typed("--config", call.Config), .. Typed("--cassettes", call.Get(_cassettes))],
        };
    }

    private SkillTestMode ModeOf(CommandCall call) => (call.Get(_record), call.Get(_live), call.Get(_dry)) switch
    {
        (RecordChoice.All, _, _) => SkillTestMode.RecordAll,
        (RecordChoice.Missing, _, _) => SkillTestMode.RecordMissing,
        (_, true, _) => SkillTestMode.Live,
        (_, _, true) => SkillTestMode.DryRun,
        _ => SkillTestMode.Replay,
    };

    private IReadOnlyList<SkillTestTarget> TargetsOf(CommandCall call)
    {
        var (models, variants) = (Split(call.Get(_models)), Split(call.Get(_variants)));
        var temperatures = Split(call.Get(_temperatures)).Select(Number).ToList();
        return models.Count + variants.Count + temperatures.Count == 0 ? [] : SkillTestTarget.Grid(models, variants, temperatures);
    }

    private static string[] Typed(string option, string? folder) => folder is null ? [] : [option, folder];

    private static List<string> Split(string[]? typed) =>
        [.. (typed ?? []).SelectMany(static t => t.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal)];

    private static double Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 2
        ? value
        : throw new CliException(ExitCode.Usage, $"'{PlainText.Line(text, 20)}' is not a temperature. Write numbers from 0 to 2, such as 0,0.7.");

    private static int? InRange(int? value, int least, int most, string option) => value is null || (value >= least && value <= most)
        ? value
        : throw new CliException(ExitCode.Usage, FormattableString.Invariant($"{option} must be from {least} to {most}."));
}
