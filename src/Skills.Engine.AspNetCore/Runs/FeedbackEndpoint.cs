using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Skills.Engine.AspNetCore.Problems;
using Skills.Engine.AspNetCore.Requests;

namespace Skills.Engine.AspNetCore.Runs;

/// <summary><c>POST runs/{id}/feedback</c>.</summary>
internal sealed class FeedbackEndpoint(SkillExecutionEngine engine, RunStore runs, SkillsEndpointOptions options)
{
    private const int MaxBytes = 32 * 1024;
    private const int MaxComment = 4000;

    public async Task<IResult> HandleAsync(HttpContext http, string id)
    {
        var caller = options.Context(http);
        var executionId = runs.Find(id, caller)?.Result?.ExecutionId ?? id;
        if (!Guid.TryParse(executionId, out _))
        {
            return Problem.Of(ProblemType.RunNotFound, "Feedback is for a finished run, by the id in Skill-Run-Id or by that of an asynchronous run.", more: writer => writer.WriteString("runId", id));
        }

        var body = await RequestBody.ReadAsync(http.Request, MaxBytes, http.RequestAborted).ConfigureAwait(false);
        if (body.Problem is not null)
        {
            return body.Problem;
        }

        if (body.Value is not { } value || Read(value, executionId, caller) is not { } feedback)
        {
            return Problem.Of(ProblemType.FeedbackInvalid, $"Send an object with a rating (1 to 5) or an outcome (success, partial or failure), perhaps a comment (at most {MaxComment} characters), and nothing else.");
        }

        // 204: learned from. 202: recorded, but another process ran it, or it is long ago.
        var known = await engine.RecordFeedbackAsync(feedback, http.RequestAborted).ConfigureAwait(false);
        return TypedResults.StatusCode(known ? StatusCodes.Status204NoContent : StatusCodes.Status202Accepted);
    }

    private static SkillFeedback? Read(JsonElement body, string executionId, SkillExecutionContext caller)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        double? quality = null;
        string? comment = null;
        foreach (var member in body.EnumerateObject())
        {
            switch (member.Name)
            {
                case "rating" when quality is null && RatingOf(member.Value) is { } rating:
                    quality = rating;
                    break;
                case "outcome" when quality is null && OutcomeOf(member.Value) is { } outcome:
                    quality = outcome;
                    break;
                case "comment" when member.Value.ValueKind == JsonValueKind.String && member.Value.GetString() is { Length: <= MaxComment } text:
                    comment = text;
                    break;
                default:
                    return null;
            }
        }

        return quality is { } worth ? new() { ExecutionId = executionId, Rating = worth, Comment = comment, UserId = caller.UserId, TenantId = caller.TenantId ?? "" } : null;
    }

    private static double? RatingOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var stars) && stars is >= 1 and <= 5 ? (stars - 1) / 4.0 : null;

    private static double? OutcomeOf(JsonElement value) => (value.ValueKind == JsonValueKind.String ? value.GetString() : null) switch
    {
        "success" => 1,
        "partial" => 0.5,
        "failure" => 0,
        _ => null,
    };
}
