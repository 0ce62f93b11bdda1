using Microsoft.Extensions.Options;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.WatsonX;

/// <summary>IBM watsonx.ai text chat.</summary>
internal sealed class WatsonXClient(IOptionsMonitor<WatsonXOptions> options, ProviderParts parts)
    : HttpModelClient<WatsonXOptions>(WatsonXWire.Name, Options.DefaultName, options, parts)
{
    protected override ProviderTarget CreateTarget(WatsonXOptions options) =>
        new(new WatsonXWire(options), options, new IamTokens(options, () => Http, Parts.Time), WhyNotReady(options));

    private static string? WhyNotReady(WatsonXOptions options) =>
        ProviderKeys.WhyNotReady(options, "WatsonX", "WATSONX_API_KEY") ?? (options.ProjectId, options.SpaceId) switch
        {
            (null, null) => "no project is named. Set WATSONX_PROJECT_ID, or SkillsEngine:Providers:WatsonX:ProjectId or SpaceId.",
            (not null, not null) => "both a project and a space are named. Keep one of SkillsEngine:Providers:WatsonX:ProjectId and SpaceId.",
            _ => Uri.TryCreate(options.IamUrl, UriKind.Absolute, out _) ? null : "SkillsEngine:Providers:WatsonX:IamUrl is not a valid URL.",
        };
}
