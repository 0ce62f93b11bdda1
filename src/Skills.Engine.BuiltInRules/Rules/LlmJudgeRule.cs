using System.Text.Json;
using Skills.Engine.Serialization;

namespace Skills.Engine.Rules;

/// <summary>
/// <c>llm_judge</c>: another skill judges the outputs. It gets <c>outputs</c>, <c>inputs</c> and <c>criteria</c>, and answers with <c>pass</c>
/// or with <c>score</c>, and may give a <c>reason</c>. It is cached, budgeted and routed as that skill says.
/// </summary>
internal sealed class LlmJudgeRule(RuleJudge judge, string skill, FieldPath? path, string criteria, double threshold) : IRule
{
    public static IRule Read(RuleParameters parameters, RuleSetting setting)
    {
        var path = parameters.OptionalPaths() is [var first, ..] ? first : null;
        return new LlmJudgeRule(
            setting.Services.Judge,
            parameters.RequireText("skill"),
            path,
            parameters.Text("criteria") ?? "",
            parameters.Number("threshold") ?? 0.5);
    }

    public async ValueTask<IReadOnlyList<RuleFinding>> CheckAsync(RuleContext context, CancellationToken cancellationToken)
    {
        if (judge.Run is not { } run)
        {
            return [new("", "The rule could not be checked: no engine runs judges here.")];
        }

        if (RuleJudge.IsJudged(context.Context))
        {
            return [new("", "The rule could not be checked: a judge may not call a judge.")];
        }

        var matches = path?.Find(context.Outputs) ?? [new("", context.Outputs)];
        var findings = new List<RuleFinding>();
        foreach (var match in matches.Where(static m => m.Value is not null))
        {
            var result = await run(skill, Inputs(match.Value!.Value, context.Inputs), Marked(context), context.Spending is { } spending ? spending.AddJudge : null, cancellationToken).ConfigureAwait(false);
            if (Judge(result) is { } wrong)
            {
                findings.Add(new(match.Pointer, wrong));
            }
        }

        return findings;
    }

    public JsonElement? Fix(JsonElement value) => null;

    private JsonElement Inputs(JsonElement outputs, JsonElement inputs) => KnownJson.Element(new Dictionary<string, JsonElement>
    {
        ["outputs"] = outputs,
        ["inputs"] = inputs.ValueKind == JsonValueKind.Undefined ? JsonElement.Parse("{}") : inputs,
        ["criteria"] = KnownJson.Element(criteria),
    });

    private static SkillExecutionContext Marked(RuleContext context) => context.Context with
    {
        Metadata = new Dictionary<string, string>(context.Context.Metadata) { [RuleJudge.Mark] = "1" },
        Model = null,
        Variant = null,
        Tools = null,
        ParentExecutionId = context.Spending?.ExecutionId,
    };

    private string? Judge(SkillResult result)
    {
        if (!result.IsSuccess || result.Outputs is not { ValueKind: JsonValueKind.Object } verdict)
        {
            return $"could not be judged: {result.ErrorMessage ?? "the judge gave no object."}";
        }

        var reason = verdict.TryGetProperty("reason", out var why) && why.ValueKind == JsonValueKind.String ? $": {why.GetString()}" : ".";
        if (verdict.TryGetProperty("pass", out var pass) && pass.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return pass.GetBoolean() ? null : $"The judge {skill} refused it{reason}";
        }

        return verdict.TryGetProperty("score", out var score) && score.ValueKind == JsonValueKind.Number
            ? score.GetDouble() >= threshold ? null : $"The judge {skill} gave {JsonText.Of(score)}, below {JsonText.Number(threshold)}{reason}"
            : $"could not be judged: {skill} gave neither 'pass' nor 'score'.";
    }
}
