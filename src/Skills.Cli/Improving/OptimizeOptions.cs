using System.CommandLine;
using Skills.Cli.Shell;
using Skills.Engine.Evaluation;

namespace Skills.Cli.Improving;

/// <summary>The options of <c>skills optimize</c>.</summary>
internal sealed class OptimizeOptions
{
    private static readonly SkillOptimizerOptions Defaults = new();

    private readonly Option<string?> _model = new("--model", "-m") { Description = "Model that runs the skill. Default: as its file says.", HelpName = "model" };
    private readonly Option<string?> _rewriteModel = new("--rewrite-model") { Description = "Model that rewrites the instructions. Default: the router chooses.", HelpName = "model" };
    private readonly Option<int> _candidates = new("--candidates") { Description = "Candidates to try, from 1 to 100.", HelpName = "n", DefaultValueFactory = static _ => Defaults.Candidates };
    private readonly Option<int> _examples = new("--examples") { Description = "Most examples that a candidate shows the model, from 0 to 20.", HelpName = "n", DefaultValueFactory = static _ => Defaults.MaxExamples };
    private readonly Option<double> _heldOut = new("--held-out") { Description = "Share of cases that no candidate sees, from 0.1 to 0.9.", HelpName = "share", DefaultValueFactory = static _ => Defaults.HeldOut };
    private readonly Option<int> _repeat = new("--repeat") { Description = "Runs of each case, from 1 to 100.", HelpName = "n", DefaultValueFactory = static _ => Defaults.Repeat };
    private readonly Option<double> _level = new("--level") { Description = "Level of the sign test that accepts a candidate, up to 0.5.", HelpName = "p", DefaultValueFactory = static _ => Defaults.Level };
    private readonly Option<int> _seed = new("--seed") { Description = "Seed of the split and of the choice of examples.", HelpName = "n", DefaultValueFactory = static _ => Defaults.Seed };
    private readonly Option<decimal?> _maxCost = new("--max-cost") { Description = "Most USD of all runs and rewrites together. Exit code 4 when it is used up.", HelpName = "usd" };
    private readonly Option<string> _name = new("--name") { Description = "Name of the variant.", HelpName = "name", DefaultValueFactory = static _ => Defaults.VariantName };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _model, _rewriteModel, _candidates, _examples, _heldOut, _repeat, _level, _seed, _maxCost, _name })
        {
            command.Add(option);
        }
    }

    /// <summary>Returns the settings.</summary>
    /// <exception cref="CliException">A value is out of its range.</exception>
    public SkillOptimizerOptions Read(CommandCall call) => new()
    {
        Model = call.Get(_model),
        RewriteModel = call.Get(_rewriteModel),
        Candidates = (int)InRange(call.Get(_candidates), 1, 100, _candidates),
        MaxExamples = (int)InRange(call.Get(_examples), 0, 20, _examples),
        HeldOut = InRange(call.Get(_heldOut), 0.1, 0.9, _heldOut),
        Repeat = (int)InRange(call.Get(_repeat), 1, 100, _repeat),
        Level = call.Get(_level) is > 0 and <= 0.5 and var level ? level : throw new CliException(ExitCode.Usage, "--level must be more than 0 and at most 0.5."),
        Seed = call.Get(_seed),
        MaxCostUsd = call.Get(_maxCost) is < 0 ? throw new CliException(ExitCode.Usage, "--max-cost must not be negative.") : call.Get(_maxCost),
        VariantName = call.Get(_name) is { Length: > 0 } name ? name : throw new CliException(ExitCode.Usage, "--name must not be empty."),
    };

    private static double InRange(double value, double least, double most, Option option) => value >= least && value <= most
        ? value
        : throw new CliException(ExitCode.Usage, FormattableString.Invariant($"{option.Name} must be from {least} to {most}."));
}
