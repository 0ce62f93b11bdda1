using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Skills.Engine.AspNetCore.Responses;
using Skills.Engine.Dashboard.Live;
using Skills.Engine.Dashboard.Security;

namespace Skills.Engine.Dashboard.Playground;

/// <summary>One playground run as server-sent events: <c>step</c>, <c>attempt</c>, <c>delta</c> and <c>partial</c> where content is shown, and at the end <c>result</c>. The viewer's leaving cancels it.</summary>
internal sealed record RunStream(SkillExecutionEngine Engine, PlaygroundCall Call, SkillExecutionContext Context, Viewer Viewer) : IResult
{
    public required Action Ended { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var cancellationToken = httpContext.RequestAborted;
        try
        {
            var events = await EventWriter.StartAsync(httpContext).ConfigureAwait(false);
            await foreach (var happened in Engine.StreamAsync(Call.Definition.Skill, Call.Request.Input, Context, cancellationToken).ConfigureAwait(false))
            {
                if (Write(happened) is { } message)
                {
                    await events.WriteAsync(message.Name, message.Json, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            Ended();
        }
    }

    private (string Name, Action<Utf8JsonWriter> Json)? Write(SkillEvent happened) => happened switch
    {
        SkillStepEvent step => ("step", w => WriteText(w, "step", JsonNamingPolicy.SnakeCaseLower.ConvertName(step.Step.ToString()))),
        SkillAttemptEvent attempt => ("attempt", w => AttemptJson.Write(w, attempt.Attempt)),
        SkillDeltaEvent delta when Viewer.SeesContent => ("delta", w => WriteText(w, "text", delta.Text)),
        SkillPartialEvent sofar when Viewer.SeesContent && sofar.Value is { } value => ("partial", value.WriteTo),
        SkillResultEvent end => ("result", w => w.WriteRawValue(new ResultDocument(Engine, Call, Viewer).Of(end.Result))),
        _ => null,
    };

    private static void WriteText(Utf8JsonWriter writer, string name, string text)
    {
        writer.WriteStartObject();
        writer.WriteString(name, text);
        writer.WriteEndObject();
    }
}
