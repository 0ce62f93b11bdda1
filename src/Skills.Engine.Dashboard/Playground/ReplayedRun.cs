using Microsoft.AspNetCore.Http;
using Skills.Engine.Dashboard.Live;

namespace Skills.Engine.Dashboard.Playground;

/// <summary>A replayed run as server-sent events: the <c>result</c> only, since nothing of it takes time.</summary>
internal sealed record ReplayedRun(ResultDocument Document, SkillResult Result) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var events = await EventWriter.StartAsync(httpContext).ConfigureAwait(false);
        await events.WriteAsync("result", w => w.WriteRawValue(Document.Of(Result)), httpContext.RequestAborted).ConfigureAwait(false);
    }
}
