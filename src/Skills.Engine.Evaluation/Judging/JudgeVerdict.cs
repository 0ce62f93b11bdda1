using System.Text.Json;

namespace Skills.Engine.Evaluation.Judging;

/// <summary>The verdict of a judge.</summary>
/// <param name="Passed">Whether the answer meets the criterion.</param>
/// <param name="Score">How far, from 0 to 1.</param>
/// <param name="Reason">The judge's reason; empty when it gave none.</param>
internal sealed record JudgeVerdict(bool Passed, double Score, string Reason)
{
    /// <summary>Reads a verdict from a judge's outputs: <c>pass</c>, <c>score</c> or both, and a <c>reason</c>. Null when there is neither.</summary>
    /// <param name="result">The result of the judge.</param>
    /// <param name="least">The least score that passes.</param>
    public static JudgeVerdict? Read(SkillResult result, double? least)
    {
        if (!result.IsSuccess || result.Outputs is not { ValueKind: JsonValueKind.Object } outputs)
        {
            return null;
        }

        bool? pass = outputs.TryGetProperty("pass", out var p) && p.ValueKind is JsonValueKind.True or JsonValueKind.False ? p.GetBoolean() : null;
        double? score = outputs.TryGetProperty("score", out var s) && s.ValueKind == JsonValueKind.Number ? Math.Clamp(s.GetDouble(), 0, 1) : null;
        if (pass is null && score is null)
        {
            return null;
        }

        var reason = outputs.TryGetProperty("reason", out var why) && why.ValueKind == JsonValueKind.String ? why.GetString()! : "";
        var value = score ?? (pass == true ? 1 : 0);
        return new(least is null ? pass ?? value >= DefaultLeast : value >= least, value, reason);
    }

    /// <summary>The least score that passes when neither the judge nor the expectation says one.</summary>
    public const double DefaultLeast = 0.5;
}
