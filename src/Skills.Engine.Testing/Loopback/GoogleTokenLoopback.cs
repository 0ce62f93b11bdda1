using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Skills.Engine.Testing.Loopback;

/// <summary>Google's token endpoint and metadata server: checks the signed assertion of one service account, hands out numbered tokens, and can declare all of them expired. Thread-safe.</summary>
internal sealed class GoogleTokenLoopback : IDisposable
{
    private const string Email = "loopback@project-1.iam.gserviceaccount.com";

    // The clock of a test need not be that of the server, so only the length of a life is checked.
    private const long MostSeconds = 3600;

    private readonly Lazy<RSA> _key = new(static () => RSA.Create(2048));
    private int _issued;
    private int _valid;

    /// <summary>Tokens handed out so far.</summary>
    public int Issued => Volatile.Read(ref _issued);

    public TimeSpan Life { get; set; } = TimeSpan.FromHours(1);

    public void Expire() => Volatile.Write(ref _valid, Issued);

    public void Dispose()
    {
        if (_key.IsValueCreated)
        {
            _key.Value.Dispose();
        }
    }

    /// <summary>The JSON key of the service account.</summary>
    public string Json(string tokenUrl) => new JsonObject
    {
        ["type"] = "service_account",
        ["project_id"] = "project-1",
        ["private_key_id"] = "key-1",
        ["private_key"] = _key.Value.ExportPkcs8PrivateKeyPem(),
        ["client_email"] = Email,
        ["token_uri"] = tokenUrl,
    }.ToJsonString();

    public (int Status, string Body) Exchange(RecordedRequest request, string tokenUrl)
    {
        if (request.Api == LoopbackApi.GoogleMetadata)
        {
            return request.Headers.GetValueOrDefault("Metadata-Flavor") == "Google" ? Token() : (403, "Missing Metadata-Flavor:Google header.");
        }

        var form = Encoding.UTF8.GetString(request.Body.Span).Split('&').Select(static p => p.Split('=', 2)).ToDictionary(static p => p[0], static p => Uri.UnescapeDataString(p[^1]));
        return form.GetValueOrDefault("grant_type") == "refresh_token" || IsSigned(form.GetValueOrDefault("assertion") ?? "", tokenUrl)
            ? Token()
            : (400, """{"error":"invalid_grant","error_description":"Invalid JWT Signature."}""");
    }

    /// <summary>Whether a token is one of those still valid.</summary>
    public bool Accepts(string? authorization) =>
        authorization?.StartsWith("Bearer ya29.", StringComparison.Ordinal) == true
        && int.TryParse(authorization["Bearer ya29.".Length..], out var number) && number > Volatile.Read(ref _valid);

    private bool IsSigned(string assertion, string tokenUrl)
    {
        if (assertion.Split('.') is not [var header, var claims, var signature])
        {
            return false;
        }

        var said = JsonElement.Parse(Base64Url.DecodeFromChars(claims));
        return said.GetProperty("iss").GetString() == Email
            && said.GetProperty("aud").GetString() == tokenUrl
            && said.GetProperty("exp").GetInt64() - said.GetProperty("iat").GetInt64() is > 0 and <= MostSeconds
            && _key.Value.VerifyData(Encoding.ASCII.GetBytes(header + "." + claims), Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private (int, string) Token() => (200, new JsonObject
    {
        ["access_token"] = "ya29." + Interlocked.Increment(ref _issued),
        ["expires_in"] = (long)Life.TotalSeconds,
        ["token_type"] = "Bearer",
    }.ToJsonString());
}
