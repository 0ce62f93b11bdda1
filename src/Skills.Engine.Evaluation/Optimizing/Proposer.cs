using System.Text.Json;

namespace Skills.Engine.Evaluation.Optimizing;

/// <summary>Asks a model for other instructions.</summary>
internal sealed class Proposer(ISkillExecutionEngine engine, SkillOptimizerOptions options)
{
    private const int MostFailures = 8;
    private readonly List<string> _tried = [];

    /// <summary>Returns a candidate; null with the reason when the model gave none that can be used.</summary>
    public async Task<(Skill? Candidate, string Note, Cost Cost)> ProposeAsync(Skill skill, IReadOnlyList<SkillTestCase> cases, SkillTestReport report, decimal? left, CancellationToken cancellationToken)
    {
        var rewriter = left is null ? RewriteSkill.Default : RewriteSkill.Default with { Limits = new() { MaxCostUsd = left } };
        var context = new SkillExecutionContext { Model = options.RewriteModel, CacheMode = CacheMode.Bypass };
        var result = await engine.ExecuteAsync(rewriter, Inputs(skill, cases, report), context, cancellationToken).ConfigureAwait(false);
        if (!result.IsSuccess)
        {
            return (null, $"no proposal: {result.Errors[0].Code}", result.Cost);
        }

        var instructions = result.Outputs!.Value.GetProperty("instructions").GetString()!.Trim();
        if (instructions.Length > options.MaxInstructionLength || instructions.Length == 0 || _tried.Contains(instructions))
        {
            return (null, "the proposal is empty, too long or was tried before", result.Cost);
        }

        _tried.Add(instructions);
        var candidate = CandidateSkill.WithInstructions(skill, instructions);
        var broken = cases.Select(c => (Before: engine.Render(skill, c.Input), After: engine.Render(candidate, c.Input))).FirstOrDefault(static r => r.Before.IsSuccess && !r.After.IsSuccess);
        return broken.After is null
            ? (candidate, result.Outputs.Value.GetProperty("reason").GetString()!, result.Cost)
            : (null, $"the proposal does not render: {broken.After.ErrorMessage}", result.Cost);
    }

    private JsonElement Inputs(Skill skill, IReadOnlyList<SkillTestCase> cases, SkillTestReport report)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("description", skill.Description);
            writer.WriteString("instructions", CandidateSkill.InstructionsOf(skill));
            writer.WriteStartArray("failures");
            foreach (var failed in report.Results.Where(static r => r.PassRate < 1).Take(MostFailures))
            {
                Write(writer, failed, cases);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("tried");
            foreach (var tried in _tried)
            {
                writer.WriteStringValue(tried);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return JsonElement.Parse(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    private static void Write(Utf8JsonWriter writer, SkillTestResult failed, IReadOnlyList<SkillTestCase> cases)
    {
        var run = failed.Runs.First(static r => !r.Passed);
        writer.WriteStartObject();
        writer.WritePropertyName("inputs");
        cases.First(c => c.Name == failed.Case).Input.WriteTo(writer);
        writer.WriteString("answer", run.Output ?? "none");
        writer.WriteStartArray("findings");
        foreach (var finding in run.Findings)
        {
            writer.WriteStringValue(finding.Describe());
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
