using System.CommandLine;
using Skills.Cli.Catalog;
using Skills.Cli.Hosting;
using Skills.Cli.Shell;
using Skills.Engine;
using Skills.Engine.Evaluation;

namespace Skills.Cli.Improving;

/// <summary><c>skills optimize</c>: proposes a variant of a skill that passes more of its cases.</summary>
internal sealed class OptimizeCommand : CliCommand
{
    private readonly Argument<string> _skill;
    private readonly OptimizeOptions _options = new();
    private readonly Option<bool> _noWrite = new("--no-write") { Description = "Prints the variant and leaves the skill file as it is." };

    public OptimizeCommand(CliHost host, CommonOptions common) : base(
        "optimize",
        "Rewrites the prompt of a skill and chooses examples, until it passes more of its cases. Asks models.",
        host,
        common,
        "skills optimize ticket-triage --max-cost 1",
        "skills optimize ticket-triage --model gpt-5.6-luna --rewrite-model claude-sonnet-5 --candidates 12 --max-cost 5",
        "skills optimize ticket-triage --examples 0 --no-write -o json")
    {
        _skill = SkillArgument.One(host, common);
        Add(_skill);
        _options.AddTo(this);
        Add(_noWrite);
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var options = _options.Read(call);
        var settings = EngineSettings.Of(call) with { Tests = new() { Mode = SkillTestMode.Live, BaseDirectory = call.Host.Folder }, Live = true };
        var engine = EngineRegistration.Build(settings);
        await using var closing = engine.ConfigureAwait(false);
        engine.RequireProvider();
        var definition = SkillLookup.Find(engine, call.Host, call.Get(_skill)!);
        CheckName(definition, options);

        var result = await call.Terminal.WaitAsync(
            "running the cases as they are",
            show => new SkillOptimizer(engine.Tests!).OptimizeAsync(definition, options, new Progress(show), cancellationToken)).ConfigureAwait(false);
        var file = call.Get(_noWrite) ? null : Written(result, definition);
        OptimizationText.Write(call, result, file is null ? null : call.Host.ShortPath(file));
        return ExitOf(result.Outcome);
    }

    // Found before any money is spent.
    private static void CheckName(SkillDefinition definition, SkillOptimizerOptions options)
    {
        if (definition.Skill.Variants.Any(v => v.Name == options.VariantName))
        {
            throw new CliException(ExitCode.Usage, $"'{definition.Skill.Slug}' has a variant '{options.VariantName}' already. Name the new one with --name.");
        }
    }

    private static string? Written(OptimizationResult result, SkillDefinition definition)
    {
        if (result.Outcome != OptimizationOutcome.Accepted)
        {
            return null;
        }

        try
        {
            SkillOptimizer.WriteVariant(result, definition);
            return definition.Path;
        }
        catch (InvalidOperationException)
        {
            // The variant was paid for: it is printed, and the text says where it belongs.
            return null;
        }
    }

    private static int ExitOf(OptimizationOutcome outcome) => outcome switch
    {
        OptimizationOutcome.Accepted or OptimizationOutcome.NothingToImprove => ExitCode.Done,
        OptimizationOutcome.Budget or OptimizationOutcome.ProviderFailed => ExitCode.Provider,
        OptimizationOutcome.NotSupported => ExitCode.Usage,
        _ => ExitCode.Failed,
    };

    private sealed class Progress(Action<string> show) : IProgress<OptimizationCandidate>
    {
        private int _tried;

        public void Report(OptimizationCandidate value) => show($"candidate {Interlocked.Increment(ref _tried)}: {OptimizationText.Of(value)}");
    }
}
