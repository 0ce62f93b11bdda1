using Microsoft.AspNetCore.Http;
using Skills.Engine.Dashboard.Security;
using Skills.Engine.Dashboard.Wire;

namespace Skills.Engine.Dashboard.Operations;

/// <summary><c>GET api/session</c>: what the viewer may do, and the token for it.</summary>
internal sealed class SessionEndpoint(SkillsDashboardOptions options, bool hasHistory, bool hasDryRun)
{
    private static readonly string Version = typeof(SessionEndpoint).Assembly.GetName().Version?.ToString(3) ?? "";

    public Task<IResult> HandleAsync(HttpContext http, Viewer viewer) => Task.FromResult<IResult>(DashboardJson.Reply(
        new(AntiForgery.TokenOf(http), viewer.Name, options.ReadOnly, viewer.SeesContent, viewer.HiddenBecause, hasHistory, hasDryRun, options.AllowFileEdits && !options.ReadOnly, Version),
        DashboardJson.Default.SessionView));
}
