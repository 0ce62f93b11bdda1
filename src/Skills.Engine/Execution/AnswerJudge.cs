using System.Text.Json;

namespace Skills.Engine.Execution;

/// <summary>Lets a skill choose the best of several answers.</summary>
internal sealed class AnswerJudge(EngineParts parts, SkillRunner runner)
{
    /// <summary>Runs the judge, as an execution of its own within the time and money that the judged one has left.</summary>
    /// <returns>The index of the best answer; null when the judge names none, and then the run has a warning.</returns>
    public async Task<int?> JudgeAsync(SkillRun run, string judge, IReadOnlyList<JsonElement> answers, CancellationToken cancellationToken)
    {
        if (parts.Catalog.Find(judge) is not { } skill)
        {
            run.Result.Warn($"The skill '{judge}', which should judge, is not in the catalog.{parts.Catalog.HintFor(judge)} The answer of the model ranked highest was taken.");
            return null;
        }

        var verdict = await runner.ExecuteAsync(new(run.Bounded(skill), new { answers }, run.Start.ContextOfChild(parts.Time)) { IsJudge = true }, cancellationToken).ConfigureAwait(false);
        run.Result.AddJudge(verdict);
        if (verdict is { IsSuccess: true, Outputs: { ValueKind: JsonValueKind.Object } outputs }
            && outputs.TryGetProperty("best", out var best)
            && best.ValueKind is JsonValueKind.Number
            && best.TryGetInt32(out var index)
            && index >= 0 && index < answers.Count)
        {
            return index;
        }

        run.Result.Warn($"The skill '{judge}', which should judge, gave no index of an answer as 'best'. The answer of the model ranked highest was taken.");
        return null;
    }
}
