using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace Skills.Engine.Dashboard.Security;

/// <summary>Admits a request or refuses it with a sentence. Every endpoint of the dashboard asks it first.</summary>
internal sealed class Gate(SkillsDashboardOptions options)
{
    /// <summary>Returns the viewer; null when the refusal is written.</summary>
    public async Task<Viewer?> AdmitAsync(HttpContext http)
    {
        SecurityHeaders.Add(http.Response);
        if (await http.DashboardPolicyAsync(options.Policy).ConfigureAwait(false) is { } policy)
        {
            return await IsAuthorizedAsync(http, policy).ConfigureAwait(false) ? await ViewerAsync(http, isLocal: false).ConfigureAwait(false) : null;
        }

        if (LocalRequest.WhyNot(http) is { } why)
        {
            await Refusal.WriteAsync(http, StatusCodes.Status403Forbidden, why).ConfigureAwait(false);
            return null;
        }

        return await ViewerAsync(http, isLocal: true).ConfigureAwait(false);
    }

    /// <summary>As <see cref="AdmitAsync"/>, for a request that comes with the page's token.</summary>
    public async Task<Viewer?> AdmitPostAsync(HttpContext http, bool isAction)
    {
        if (await AdmitAsync(http).ConfigureAwait(false) is not { } viewer)
        {
            return null;
        }

        if (AntiForgery.WhyNot(http.Request) is { } forged)
        {
            await Refusal.WriteAsync(http, StatusCodes.Status400BadRequest, forged).ConfigureAwait(false);
            return null;
        }

        if (isAction && options.ReadOnly)
        {
            await Refusal.WriteAsync(http, StatusCodes.Status403Forbidden, "The dashboard is read-only: the host set SkillsDashboardOptions.ReadOnly.").ConfigureAwait(false);
            return null;
        }

        return viewer;
    }

    private static async Task<bool> IsAuthorizedAsync(HttpContext http, AuthorizationPolicy policy)
    {
        var result = await http.AuthorizeAsync(policy).ConfigureAwait(false);
        if (result.Succeeded)
        {
            return true;
        }

        if (result.Forbidden)
        {
            await Refusal.WriteAsync(http, StatusCodes.Status403Forbidden, "You are signed in, but you do not satisfy the policy of the dashboard. Ask the host for the right to see it.").ConfigureAwait(false);
            return false;
        }

        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        await http.ChallengeAsync(policy).ConfigureAwait(false);
        if (!http.Response.HasStarted && http.Response.StatusCode is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden)
        {
            await Refusal.WriteAsync(http, http.Response.StatusCode, "The dashboard asks for an authorization policy, and you are not signed in. Sign in, or send the credentials that the host expects.").ConfigureAwait(false);
        }

        return false;
    }

    private async Task<Viewer> ViewerAsync(HttpContext http, bool isLocal)
    {
        var hidden = !options.ShowContent ? "Prompts, inputs and outputs are hidden. The host shows them with SkillsDashboardOptions.ShowContent."
            : options.ContentPolicy is { } policy ? await http.SatisfiesAsync(policy).ConfigureAwait(false) ? null : "Prompts, inputs and outputs are hidden. You do not satisfy the policy that the host asks for."
            : isLocal ? null
            : "Prompts, inputs and outputs are hidden. The host names who sees them with SkillsDashboardOptions.ContentPolicy.";
        return new(http.User.Identity?.Name, hidden is null, hidden);
    }
}
