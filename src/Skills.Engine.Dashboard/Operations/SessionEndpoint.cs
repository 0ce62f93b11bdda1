using Microsoft.AspNetCore.Http;
using Skills.Engine.Dashboard.Security;
using Skills.Engine.Dashboard.Wire;

namespace Skills.Engine.Dashboard.Operations;

/// <summary><c>GET api/session</c>: what the viewer may do, and the token for it.</summary>
internal sealed class SessionEndpoint(SkillsDashboardOptions options, HostFeatures host)
{
    private static readonly string Version = typeof(SessionEndpoint).Assembly.GetName().Version?.ToString(3) ?? "";

    public Task<IResult> HandleAsync(HttpContext http, Viewer viewer) => Task.FromResult<IResult>(DashboardJson.Reply(
        new(
            AntiForgery.TokenOf(http),
            viewer.Name,
            options.ReadOnly,
            viewer.SeesContent,
            viewer.HiddenBecause,
            host.HasHistory,
            host.HasDryRun,
            options.AllowFileEdits && !options.ReadOnly,
            host.HasTests && viewer.SeesContent,
            host.HasBatches,
            Version),
        DashboardJson.Default.SessionView));
}

/// <summary>What the host has registered beside the engine.</summary>
/// <param name="HasHistory">An execution log that can be read.</param>
/// <param name="HasDryRun">The model of dry runs.</param>
/// <param name="HasTests">A runner of test cases.</param>
/// <param name="HasBatches">Batch runs.</param>
internal sealed record HostFeatures(bool HasHistory, bool HasDryRun, bool HasTests, bool HasBatches);
