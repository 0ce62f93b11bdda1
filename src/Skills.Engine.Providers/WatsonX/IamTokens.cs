using System.Text.Json;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.WatsonX;

/// <summary>The token an IBM Cloud key is exchanged for. Thread-safe.</summary>
internal sealed class IamTokens : ICallCredentials, IDisposable
{
    private readonly WatsonXOptions _options;
    private readonly Func<HttpClient> _http;
    private readonly RenewedToken<string> _token;

    public IamTokens(WatsonXOptions options, Func<HttpClient> http, TimeProvider time)
    {
        _options = options;
        _http = http;
        _token = new(ExchangeAsync, time);
    }

    public void Dispose() => _token.Dispose();

    public async ValueTask AuthorizeAsync(CallToSign call)
    {
        if (_options.ApiKey is not null)
        {
            call.Add("Authorization", "Bearer " + await _token.GetAsync(call).ConfigureAwait(false));
        }
    }

    public bool CanRenew(ModelException error) =>
        error is { Kind: ModelErrorKind.Auth, ProviderCode: "authentication_token_expired" or "authentication_token_not_valid" };

    private Task<FetchedToken<string>> ExchangeAsync(CallFaults faults, AttemptClock clock)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, _options.IamUrl)
        {
            Content = new FormUrlEncodedContent(
            [
                KeyValuePair.Create("grant_type", "urn:ibm:params:oauth:grant-type:apikey"),
                KeyValuePair.Create("apikey", _options.ApiKey!),
            ]),
        };
        message.Headers.Accept.Add(new("application/json"));
        return TokenService.FetchAsync(_http(), message, "SkillsEngine:Providers:WatsonX:IamUrl", root => ErrorOf(root, faults), faults, clock);
    }

    // IAM says 400 to a key it does not know.
    private static WireError ErrorOf(JsonElement? root, CallFaults faults) => new()
    {
        Kind = (int?)faults.Status is 400 or 401 or 403 ? ModelErrorKind.Auth : null,
        Code = root.Text("errorCode"),
        Message = root.Text("errorMessage"),
    };
}
