using System.Globalization;
using System.Text.Json;
using Skills.Engine.Evaluation.Datasets;
using Skills.Engine.Evaluation.Judging;

namespace Skills.Engine.Evaluation;

/// <summary>Measures how far a judge agrees with people, before its verdicts are trusted.</summary>
/// <param name="engine">The engine whose models judge.</param>
public sealed class JudgeCalibrator(ISkillExecutionEngine engine)
{
    // Below this many examples the interval is too wide for a word on the judge.
    private const int Enough = 20;

    /// <summary>Reads examples, one JSON object a line: <c>criteria</c>, <c>outputs</c>, <c>pass</c> and, if wanted, <c>inputs</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The limits; null for the defaults.</param>
    /// <exception cref="SkillDatasetException">The file cannot be read; the message has file and line.</exception>
    public static IReadOnlyList<JudgeExample> Load(string path, SkillDatasetOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        options ??= new();
        return [.. JsonLinesReader.Values(path, SkillDataset.ReadText(path, options), options).Select(v => Example(v.Value, path, v.Line))];
    }

    /// <summary>Judges the examples and compares.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the calibration.</param>
    /// <exception cref="KeyNotFoundException">The catalog has no such skill.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public async Task<JudgeAgreement> RunAsync(IReadOnlyList<JudgeExample> examples, JudgeCalibrationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(examples);
        options ??= new();
        var judge = options.Skill is { } name ? engine.Catalog.Get(name) : JudgeSkill.Default;
        var (verdicts, cost) = (new List<(bool Person, bool Judge)>(), Cost.Zero);
        foreach (var example in examples)
        {
            if (options.MaxCostUsd is { } most && (cost.Usd is not { } spent || spent >= most))
            {
                break;
            }

            var context = new SkillExecutionContext { Model = options.Model, Variant = "", CacheMode = CacheMode.Bypass };
            var result = await engine.ExecuteAsync(judge, JudgeInputs.Of(example.Criteria, example.Inputs, example.Outputs), context, cancellationToken).ConfigureAwait(false);
            cost += result.Cost;
            if (JudgeVerdict.Read(result, options.MinScore) is { } verdict)
            {
                verdicts.Add((example.Pass, verdict.Passed));
            }
        }

        return Compare(verdicts, examples.Count - verdicts.Count, cost);
    }

    private static JudgeAgreement Compare(List<(bool Person, bool Judge)> verdicts, int unjudged, Cost cost)
    {
        var count = verdicts.Count;
        var same = verdicts.Count(static v => v.Person == v.Judge);
        double? agreement = count == 0 ? null : (double)same / count;
        var (low, high) = Wilson(same, count);
        var kappa = Kappa(verdicts, agreement);
        var (passes, fails) = (verdicts.Count(static v => !v.Person && v.Judge), verdicts.Count(static v => v.Person && !v.Judge));
        var figures = string.Create(CultureInfo.InvariantCulture, $"agrees in {same} of {count} ({low * 100:0} to {high * 100:0} % at 95 %), kappa {kappa:0.##}, {passes} false passes, {fails} false fails");
        return new()
        {
            Judged = count,
            Unjudged = unjudged,
            Agreement = agreement,
            Low = low,
            High = high,
            Kappa = kappa,
            FalsePasses = passes,
            FalseFails = fails,
            Cost = cost,
            Summary = count < Enough ? string.Create(CultureInfo.InvariantCulture, $"Insufficient data: the judge {figures}. Use at least {Enough} examples.") : $"The judge {figures}.",
        };
    }

    // Wilson's interval is right for small samples and shares near 1, where the usual one is not.
    private static (double Low, double High) Wilson(int same, int count)
    {
        const double Z = 1.959964;
        if (count == 0)
        {
            return (0, 1);
        }

        var share = (double)same / count;
        var centre = share + (Z * Z / (2 * count));
        var spread = Z * Math.Sqrt((share * (1 - share) / count) + (Z * Z / (4.0 * count * count)));
        var whole = 1 + (Z * Z / count);
        return (Math.Max(0, (centre - spread) / whole), Math.Min(1, (centre + spread) / whole));
    }

    private static double? Kappa(List<(bool Person, bool Judge)> verdicts, double? agreement)
    {
        if (agreement is not { } observed)
        {
            return null;
        }

        var (person, judge) = (verdicts.Average(static v => v.Person ? 1.0 : 0), verdicts.Average(static v => v.Judge ? 1.0 : 0));
        var chance = (person * judge) + ((1 - person) * (1 - judge));
        return chance >= 1 ? null : (observed - chance) / (1 - chance);
    }

    private static JudgeExample Example(JsonElement value, string file, int line) =>
        value.ValueKind == JsonValueKind.Object
        && value.TryGetProperty("criteria", out var criteria) && criteria.ValueKind == JsonValueKind.String
        && value.TryGetProperty("outputs", out var outputs)
        && value.TryGetProperty("pass", out var pass) && pass.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? new(criteria.GetString()!, outputs, pass.GetBoolean()) { Inputs = value.TryGetProperty("inputs", out var inputs) ? inputs : null }
            : throw new SkillDatasetException($"{file}:{line}: an example needs the text 'criteria', 'outputs' and 'pass' as true or false.");
}
