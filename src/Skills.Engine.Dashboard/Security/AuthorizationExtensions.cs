using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Skills.Engine.Dashboard.Security;

/// <summary>What the host's authorization services say of a request.</summary>
internal static class AuthorizationExtensions
{
    /// <summary>Returns the policy that the endpoint's conventions, the options or the host's fallback ask for; null when none does.</summary>
    public static async Task<AuthorizationPolicy?> DashboardPolicyAsync(this HttpContext http, string? named)
    {
        var metadata = http.GetEndpoint()!.Metadata;
        if (http.RequestServices.GetService<IAuthorizationPolicyProvider>() is not { } provider || metadata.OfType<IAllowAnonymous>().Any(static a => a is not GateMarker))
        {
            return null;
        }

        IEnumerable<IAuthorizeData> data = metadata.GetOrderedMetadata<IAuthorizeData>();
        data = named is null ? data : data.Append(new AuthorizeAttribute(named));
        var policy = await AuthorizationPolicy.CombineAsync(provider, data, metadata.GetOrderedMetadata<AuthorizationPolicy>()).ConfigureAwait(false);
        var requirements = metadata.GetOrderedMetadata<IAuthorizationRequirementData>().SelectMany(static r => r.GetRequirements()).ToArray();
        if (requirements.Length > 0)
        {
            var more = new AuthorizationPolicyBuilder().AddRequirements(requirements).Build();
            policy = policy is null ? more : AuthorizationPolicy.Combine(policy, more);
        }

        return policy ?? await provider.GetFallbackPolicyAsync().ConfigureAwait(false);
    }

    /// <summary>Evaluates a policy as the authorization middleware does.</summary>
    public static async Task<PolicyAuthorizationResult> AuthorizeAsync(this HttpContext http, AuthorizationPolicy policy)
    {
        var evaluator = http.RequestServices.GetRequiredService<IPolicyEvaluator>();
        var authentication = await evaluator.AuthenticateAsync(policy, http).ConfigureAwait(false);
        return await evaluator.AuthorizeAsync(policy, authentication, http, http).ConfigureAwait(false);
    }

    /// <summary>Evaluates a policy by its name. Without authorization services nobody satisfies it.</summary>
    public static async Task<bool> SatisfiesAsync(this HttpContext http, string policy) =>
        http.RequestServices.GetService<IAuthorizationPolicyProvider>() is { } provider
        && await provider.GetPolicyAsync(policy).ConfigureAwait(false) is { } found
        && (await http.AuthorizeAsync(found).ConfigureAwait(false)).Succeeded;

    /// <summary>Asks the caller to sign in, as far as the host has a scheme for it.</summary>
    public static async Task ChallengeAsync(this HttpContext http, AuthorizationPolicy policy)
    {
        foreach (var scheme in policy.AuthenticationSchemes)
        {
            await http.ChallengeAsync(scheme).ConfigureAwait(false);
        }

        if (policy.AuthenticationSchemes.Count == 0
            && http.RequestServices.GetService<IAuthenticationSchemeProvider>() is { } schemes
            && await schemes.GetDefaultChallengeSchemeAsync().ConfigureAwait(false) is not null)
        {
            await http.ChallengeAsync().ConfigureAwait(false);
        }
    }
}
