using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.WatsonX;

/// <summary>IBM watsonx.ai text chat.</summary>
internal sealed class WatsonXClient : HttpModelClient, IDisposable
{
    private readonly WatsonXOptions _options;
    private readonly IamTokens _tokens;

    public WatsonXClient(IOptions<WatsonXOptions> options, IHttpClientFactory clients, TimeProvider time)
        : base(new WatsonXWire(options.Value), options.Value, clients, time, WhyNotReady(options.Value))
    {
        _options = options.Value;
        _tokens = new(options.Value, () => Http, time);
    }

    public void Dispose() => _tokens.Dispose();

    protected override bool Renews => true;

    protected override bool CanRenew(ModelException error) =>
        error is { Kind: ModelErrorKind.Auth, ProviderCode: "authentication_token_expired" or "authentication_token_not_valid" };

    protected override async ValueTask AuthorizeAsync(HttpRequestHeaders headers, bool refused, CallFaults faults, AttemptClock clock)
    {
        if (_options.ApiKey is null)
        {
            return;
        }

        var token = await _tokens.GetAsync(refused, faults, clock).ConfigureAwait(false);
        headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
    }

    private static string? WhyNotReady(WatsonXOptions options) =>
        ProviderKeys.WhyNotReady(options, "WatsonX", "WATSONX_API_KEY") ?? (options.ProjectId, options.SpaceId) switch
        {
            (null, null) => "no project is named. Set WATSONX_PROJECT_ID, or SkillsEngine:Providers:WatsonX:ProjectId or SpaceId.",
            (not null, not null) => "both a project and a space are named. Keep one of SkillsEngine:Providers:WatsonX:ProjectId and SpaceId.",
            _ => Uri.TryCreate(options.IamUrl, UriKind.Absolute, out _) ? null : "SkillsEngine:Providers:WatsonX:IamUrl is not a valid URL.",
        };
}
