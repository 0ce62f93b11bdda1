using System.Text.Json;
using Skills.Engine.Evaluation.Expectations;
using Skills.Engine.Evaluation.Judging;
using Skills.Engine.Evaluation.Models;
using Skills.Engine.Evaluation.Snapshots;

namespace Skills.Engine.Evaluation.Running;

/// <summary>Judges and snapshots for the expectations of one run.</summary>
internal sealed class RunServices(ISkillExecutionEngine engine, SnapshotStore snapshots, SkillDefinition definition, TestCall call, string? judgeModel) : IExpectationServices
{
    /// <summary>What judges cost in this run.</summary>
    public Cost Cost { get; private set; } = Cost.Zero;

    public async Task<Mismatch?> JudgeAsync(TestObservation seen, JsonElement? value, JsonElement wanted, CancellationToken cancellationToken)
    {
        var (criteria, least, model, name) = Read(wanted);
        if (call.Mode == AnswerMode.DryRun || (call.Mode == AnswerMode.Replay && !call.HasRecordings))
        {
            return new(criteria, "no model is asked in this mode, and no verdict is recorded.", SkillTestFindingKind.NotChecked);
        }

        if (value is not { } outputs)
        {
            return new(criteria, "absent");
        }

        var judge = name is null ? JudgeSkill.Default : engine.Catalog.Find(name) ?? throw new ExpectationException($"The catalog has no skill '{name}' to judge with.");
        var inputs = JudgeInputs(criteria, seen.Result.Inputs, outputs);
        var context = new SkillExecutionContext { Model = call.Mode == AnswerMode.Live ? model ?? judgeModel : null, Variant = "", CacheMode = CacheMode.Bypass };
        var result = await engine.ExecuteAsync(judge, inputs, context, cancellationToken).ConfigureAwait(false);
        Cost += result.Cost;
        return JudgeVerdict.Read(result, least) switch
        {
            null => new(criteria, $"no verdict: {result.ErrorMessage ?? "the judge gave neither 'pass' nor 'score'."}"),
            { Passed: true } => null,
            var verdict => new(criteria, Shown.Cut(FormattableString.Invariant($"score {verdict.Score:0.##}: {verdict.Reason}")), Score: verdict.Score),
        };
    }

    public Mismatch? Snapshot(TestObservation seen, string kind, string? name, string? text) => text is null
        ? new("a text to compare", "nothing" + ResultChecks.Why(seen.Result))
        : snapshots.Check(definition, name ?? seen.Case.Name, kind, text, call.Redactor);

    private static (string Criteria, double? Least, string? Model, string? Skill) Read(JsonElement wanted)
    {
        if (wanted.ValueKind == JsonValueKind.String)
        {
            return (wanted.GetString()!, null, null, null);
        }

        if (wanted.ValueKind != JsonValueKind.Object || !wanted.TryGetProperty("criteria", out var criteria) || criteria.ValueKind != JsonValueKind.String)
        {
            throw new ExpectationException("'judge' needs a criterion as a text, or a mapping with 'criteria' and, if wanted, 'min', 'model' and 'skill'.");
        }

        double? least = wanted.TryGetProperty("min", out var min) && min.ValueKind == JsonValueKind.Number ? min.GetDouble() : null;
        return (criteria.GetString()!, least, TextOf(wanted, "model"), TextOf(wanted, "skill"));
    }

    private static string? TextOf(JsonElement map, string name) => map.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement JudgeInputs(string criteria, JsonElement? inputs, JsonElement outputs)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("criteria", criteria);
            writer.WritePropertyName("inputs");
            if (inputs is { ValueKind: not JsonValueKind.Undefined } some)
            {
                some.WriteTo(writer);
            }
            else
            {
                writer.WriteNullValue();
            }

            writer.WritePropertyName("outputs");
            outputs.WriteTo(writer);
            writer.WriteEndObject();
        }

        return JsonElement.Parse(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }
}
