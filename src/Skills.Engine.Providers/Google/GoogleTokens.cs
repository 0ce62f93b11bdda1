using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Skills.Engine.Providers.Http;
using Skills.Engine.Providers.Values;

namespace Skills.Engine.Providers.Google;

/// <summary>Access tokens of Google Cloud: for a service account by a signed JWT, for a person by the refresh token, otherwise from the metadata server. Thread-safe.</summary>
internal sealed class GoogleTokens : ICallCredentials, IDisposable
{
    private const string Scope = "https://www.googleapis.com/auth/cloud-platform";
    private static readonly TimeSpan AssertionLife = TimeSpan.FromHours(1);

    private readonly VertexOptions _options;
    private readonly GoogleCredentials? _credentials;
    private readonly Func<HttpClient> _http;
    private readonly TimeProvider _time;
    private readonly RenewedToken<string> _token;

    public GoogleTokens(VertexOptions options, GoogleCredentials? credentials, Func<HttpClient> http, TimeProvider time)
    {
        _options = options;
        _credentials = credentials;
        _http = http;
        _time = time;
        _token = new(FetchAsync, time);
    }

    public void Dispose() => _token.Dispose();

    public async ValueTask AuthorizeAsync(CallToSign call)
    {
        // A host that sets the header itself has a token of its own.
        if (!_options.Headers.ContainsKey("Authorization"))
        {
            call.Add("Authorization", "Bearer " + await _token.GetAsync(call).ConfigureAwait(false));
        }
    }

    public bool CanRenew(ModelException error) => error is { Kind: ModelErrorKind.Auth, Status: System.Net.HttpStatusCode.Unauthorized };

    private Task<FetchedToken<string>> FetchAsync(CallFaults faults, AttemptClock clock)
    {
        var (message, setting) = _credentials switch
        {
            null => (MetadataRequest(), "SkillsEngine:Providers:Vertex:MetadataUrl, or set GOOGLE_APPLICATION_CREDENTIALS"),
            { Email: null } person => (RefreshRequest(person), "the token_uri of the credentials"),
            var account => (AssertionRequest(account, faults), "the token_uri of the credentials"),
        };
        return TokenService.FetchAsync(_http(), message, setting, root => ErrorOf(root, faults), faults, clock);
    }

    private HttpRequestMessage MetadataRequest()
    {
        var message = new HttpRequestMessage(HttpMethod.Get, ProviderHttp.Join(_options.MetadataUrl, "", "/computeMetadata/v1/instance/service-accounts/default/token"));

        // The server refuses requests without it, which keeps pages that are merely forwarded from asking.
        message.Headers.Add("Metadata-Flavor", "Google");
        return message;
    }

    private static HttpRequestMessage RefreshRequest(GoogleCredentials person) => new(HttpMethod.Post, person.TokenUrl)
    {
        Content = new FormUrlEncodedContent(
        [
            KeyValuePair.Create("grant_type", "refresh_token"),
            KeyValuePair.Create("refresh_token", person.Secret),
            KeyValuePair.Create("client_id", person.KeyId),
            KeyValuePair.Create("client_secret", person.ClientSecret ?? ""),
        ]),
    };

    private HttpRequestMessage AssertionRequest(GoogleCredentials account, CallFaults faults) => new(HttpMethod.Post, account.TokenUrl)
    {
        Content = new FormUrlEncodedContent(
        [
            KeyValuePair.Create("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            KeyValuePair.Create("assertion", Assertion(account, faults)),
        ]),
    };

    // RFC 7523: the account says who it is, signed with its key.
    private string Assertion(GoogleCredentials account, CallFaults faults)
    {
        var now = _time.GetUtcNow();
        var header = ValueJson.Bytes(new Dictionary<string, string> { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = account.KeyId });
        var claims = ValueJson.Bytes(new Dictionary<string, object>
        {
            ["iss"] = account.Email!,
            ["scope"] = Scope,
            ["aud"] = account.TokenUrl.AbsoluteUri,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + AssertionLife).ToUnixTimeSeconds(),
        });
        var signed = Base64Url.EncodeToString(header) + "." + Base64Url.EncodeToString(claims);
        try
        {
            using var key = RSA.Create();
            key.ImportFromPem(account.Secret);
            return signed + "." + Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            // The exception may quote the key.
            throw faults.Make(ModelErrorKind.Auth, "the private_key of the service account is not an RSA key in PEM form. Download the JSON key again.");
        }
    }

    // A key that was deleted is invalid_grant under status 400.
    private static WireError ErrorOf(JsonElement? root, CallFaults faults) => new()
    {
        Kind = (int?)faults.Status is 400 or 401 or 403 or 404 ? ModelErrorKind.Auth : null,
        Code = root.Text("error"),
        Message = root.Text("error_description"),
    };
}
