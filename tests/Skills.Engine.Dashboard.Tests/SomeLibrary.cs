using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Skills.Engine.Dashboard.Tests;

/// <summary>A library that maps the dashboard for its hosts, knowing nothing of their pipeline.</summary>
internal static class SomeLibrary
{
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, Action<SkillsDashboardOptions>? options) =>
        endpoints.MapGroup("/ops").MapGroup("/tools").MapSkillsDashboard("/skills", options);
}
