using System.Globalization;

namespace Skills.Engine.Evaluation.Optimizing;

/// <summary>One optimization.</summary>
internal sealed class OptimizationRun(SkillTestRunner runner, SkillDefinition definition, SkillOptimizerOptions options, IProgress<OptimizationCandidate>? progress)
{
    // With fewer cases not even a gain in every one of them is significant.
    private readonly int _leastHeldOut = (int)Math.Ceiling(1 - Math.Log2(options.Level));
    private readonly List<OptimizationCandidate> _candidates = [];
    private readonly Random _random = new(options.Seed);
    private Cost _cost = Cost.Zero;

    public async Task<OptimizationResult> RunAsync(CancellationToken cancellationToken)
    {
        if (!CandidateSkill.IsSupported(definition.Skill))
        {
            return End(OptimizationOutcome.NotSupported, "A skill with steps or media parts is not optimized.");
        }

        var split = Split.Of(definition.Tests, options.HeldOut, _random);
        if (split.HeldOut.Count < _leastHeldOut || split.Seen.Count == 0)
        {
            return End(OptimizationOutcome.InsufficientData, string.Create(CultureInfo.InvariantCulture, $"Insufficient data: {split.HeldOut.Count} cases are held out, and at least {_leastHeldOut} are needed. Add cases."));
        }

        if (await EvaluateAsync(definition.Skill, split.Seen, cancellationToken).ConfigureAwait(false) is not { } baseline)
        {
            return OutOfMoney();
        }

        if (ScoreOf(baseline) is not { } start)
        {
            return End(OptimizationOutcome.ProviderFailed, $"No case was answered: {ErrorOf(baseline)}");
        }

        return start >= 1
            ? End(OptimizationOutcome.NothingToImprove, "Every case that candidates may see passes already.")
            : await DecideAsync(split, await BestAsync(split, baseline, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    private bool HasMoney => options.MaxCostUsd is not { } most || (_cost.Usd is { } spent && spent < most);

    // Rewrites and examples take turns; each builds on the best so far.
    private async Task<Skill?> BestAsync(Split split, SkillTestReport baseline, CancellationToken cancellationToken)
    {
        var proposer = new Proposer(runner.Engine, options);
        var (best, report) = (definition.Skill, baseline);
        for (var i = 0; i < options.Candidates && HasMoney && ScoreOf(report) < 1; i++)
        {
            var candidate = i % 2 == 0 || options.MaxExamples == 0
                ? await RewrittenAsync(proposer, best, split.Seen, report, cancellationToken).ConfigureAwait(false)
                : Exemplified(best, split.Seen, report);
            if (candidate.Skill is null)
            {
                Add(new(candidate.Kind, null, candidate.Note));
                continue;
            }

            if (await EvaluateAsync(candidate.Skill, split.Seen, cancellationToken).ConfigureAwait(false) is not { } tried)
            {
                break;
            }

            Add(new(candidate.Kind, ScoreOf(tried), candidate.Note));
            if (ScoreOf(tried) > ScoreOf(report))
            {
                (best, report) = (candidate.Skill, tried);
            }
        }

        return ReferenceEquals(best, definition.Skill) ? null : best;
    }

    private void Add(OptimizationCandidate candidate)
    {
        _candidates.Add(candidate);
        progress?.Report(candidate);
    }

    private async Task<(string Kind, Skill? Skill, string Note)> RewrittenAsync(Proposer proposer, Skill skill, IReadOnlyList<SkillTestCase> cases, SkillTestReport report, CancellationToken cancellationToken)
    {
        var (candidate, note, cost) = await proposer.ProposeAsync(skill, cases, report, Left(), cancellationToken).ConfigureAwait(false);
        _cost += cost;
        return ("instructions", candidate, note);
    }

    private (string Kind, Skill? Skill, string Note) Exemplified(Skill skill, IReadOnlyList<SkillTestCase> cases, SkillTestReport report) =>
        new ExampleChooser(report, cases, _random).Choose(options.MaxExamples) is { } examples
            ? ("examples", CandidateSkill.WithExamples(skill, examples), $"examples: {string.Join(", ", examples.Select(static e => e.Name))}")
            : ("examples", null, "no answer passed that could be an example");

    private async Task<OptimizationResult> DecideAsync(Split split, Skill? best, CancellationToken cancellationToken)
    {
        if (best is null)
        {
            return HasMoney ? End(OptimizationOutcome.NoGain, "No candidate was better on the cases that candidates see.") : OutOfMoney();
        }

        if (await EvaluateAsync(definition.Skill, split.HeldOut, cancellationToken).ConfigureAwait(false) is not { } before
            || await EvaluateAsync(best, split.HeldOut, cancellationToken).ConfigureAwait(false) is not { } after)
        {
            return OutOfMoney();
        }

        var row = SkillComparer.Compare(before, after, options: new() { Level = options.Level }).Rows[0];
        if (row.Verdict != ComparisonVerdict.Better)
        {
            return End(OptimizationOutcome.NoGain, $"The best candidate is not significantly better on the held-out cases. {row.Summary}") with { HeldOut = row };
        }

        return End(OptimizationOutcome.Accepted, $"Accepted for review. On the held-out cases: {row.Summary}") with
        {
            HeldOut = row,
            Variant = new(options.VariantName, 0, best with { Variants = [] }),
            VariantYaml = VariantYaml.Of(options.VariantName, best),
        };
    }

    // Null when the budget stopped the run.
    private async Task<SkillTestReport?> EvaluateAsync(Skill skill, IReadOnlyList<SkillTestCase> cases, CancellationToken cancellationToken)
    {
        if (!HasMoney)
        {
            return null;
        }

        var settings = runner.Options with
        {
            Mode = SkillTestMode.Live,
            IgnoreRespond = true,
            Repeat = options.Repeat,
            Targets = options.Model is { } model ? [new() { Model = model }] : [],
            Filter = null,
            UpdateSnapshots = false,
            MaxCostUsd = Left(),
        };
        var report = await runner.RunAsync([definition with { Skill = skill, Tests = cases }], settings, progress: null, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        _cost += report.Cost;
        return report.Stop == SkillTestStop.None ? report : null;
    }

    private decimal? Left() => options.MaxCostUsd is { } most ? Math.Max(0, most - (_cost.Usd ?? most)) : null;

    // A case whose provider failed says nothing about the skill. Null when no case was answered.
    private static double? ScoreOf(SkillTestReport report) => report.Results.Where(static r => r.Outcome != SkillTestOutcome.Error).Select(static r => (double?)(r.Score ?? 0)).Average();

    private static string ErrorOf(SkillTestReport report) =>
        report.Results.SelectMany(static r => r.Runs).SelectMany(static r => r.Errors).FirstOrDefault() ?? "the provider gave no reason";

    private OptimizationResult OutOfMoney() => End(OptimizationOutcome.Budget, string.Create(CultureInfo.InvariantCulture, $"The budget of ${options.MaxCostUsd} was used before there was a verdict."));

    private OptimizationResult End(OptimizationOutcome outcome, string summary) => new() { Outcome = outcome, Summary = summary, Candidates = [.. _candidates], Cost = _cost };
}
