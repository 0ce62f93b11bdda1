using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Skills.Engine.AspNetCore.Responses;
using Skills.Engine.Dashboard.Security;
using Skills.Engine.Evaluation;

namespace Skills.Engine.Dashboard.Playground;

/// <summary>Runs a skill with an answer that was recorded before: the cassette or texts of a test case, or the reply of a logged run. No model is asked.</summary>
internal sealed class ReplayRunner(SkillTestRunner? runner, IExecutionHistory? history)
{
    /// <summary>Runs the skill as the catalog has it now.</summary>
    /// <returns>The result, or the answer that says why there is none.</returns>
    public async Task<(SkillResult? Result, Reply? Problem)> RunAsync(PlaygroundCall call, Viewer viewer, CancellationToken cancellationToken)
    {
        if (runner is null)
        {
            return (null, Refusal.Of(StatusCodes.Status400BadRequest, "The host replays no recordings here. Register a SkillTestRunner, as the documentation of the dashboard shows."));
        }

        if (!viewer.SeesContent)
        {
            return (null, Refusal.Of(StatusCodes.Status403Forbidden, "Recordings are content. Viewers that do not see content cannot replay them."));
        }

        var (test, problem) = await CaseAsync(call, cancellationToken).ConfigureAwait(false);
        if (test is null)
        {
            return (null, problem);
        }

        var capture = new Capture();
        var report = await runner.RunAsync(
            [call.Definition with { Tests = [test] }],
            runner.Options with { Mode = SkillTestMode.Replay, Missing = MissingCassette.Fail, Targets = [], Filter = null, Evaluators = [capture], UpdateSnapshots = false },
            cancellationToken: cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        var missing = report.Results.SelectMany(static r => r.Runs).SelectMany(static r => r.Findings).FirstOrDefault(static f => f.Kind == SkillTestFindingKind.Cassette);
        return missing is not null ? (null, Refusal.Of(StatusCodes.Status409Conflict, missing.Got))
            : capture.Result is { } result ? (result, null)
            : (null, Refusal.Of(StatusCodes.Status409Conflict, "The recording was not replayed."));
    }

    private async Task<(SkillTestCase? Case, Reply? Problem)> CaseAsync(PlaygroundCall call, CancellationToken cancellationToken)
    {
        var request = call.Request;
        if (request.Case is { } name)
        {
            return call.Definition.Tests.FirstOrDefault(t => t.Name == name) is { } known
                ? (known with { Input = request.Input ?? known.Input, Expect = [], ExpectLines = [], Repeat = 1, Skip = null }, null)
                : (null, Refusal.Of(StatusCodes.Status404NotFound, "The skill has no such test case any more. Load the page again."));
        }

        if (request.From is not { } id)
        {
            return (null, Refusal.Of(StatusCodes.Status400BadRequest, "Nothing is recorded for these inputs. Choose a test case, or open a run and run it again with the current file."));
        }

        return history is not null && await history.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } run && run.TryGetProperty("raw_output", out var reply)
            ? (new() { Name = "replay", Input = request.Input ?? Inputs(run), Respond = [reply.GetString()!], Variant = request.Variant is { Length: > 0 } variant ? variant : null }, null)
            : (null, Refusal.Of(StatusCodes.Status404NotFound, "The log has no reply of this run: content was not recorded, or no model answered."));
    }

    private static JsonElement Inputs(JsonElement run) => run.TryGetProperty("inputs", out var inputs) ? inputs : JsonElement.Parse("{}");

    private sealed class Capture : ISkillEvaluator
    {
        public string Name => "playground";

        public bool AsksModels => false;

        public SkillResult? Result { get; private set; }

        public ValueTask<IReadOnlyList<SkillScore>> EvaluateAsync(SkillEvaluation evaluation, CancellationToken cancellationToken)
        {
            Result = evaluation.Result;
            return new([]);
        }
    }
}
