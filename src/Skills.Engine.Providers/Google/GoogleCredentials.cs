using System.Text.Json;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.Google;

/// <summary>Credentials as their JSON has them: a service account's key, or a person's refresh token.</summary>
/// <param name="Email">The service account; null for a person.</param>
/// <param name="Secret">The private key in PEM form, or the refresh token.</param>
/// <param name="KeyId">Id of the private key, or of the client a person signed in with.</param>
/// <param name="ClientSecret">The secret of that client; null for a service account.</param>
/// <param name="TokenUrl">Where tokens are given.</param>
/// <param name="Project">The project; null when the JSON names none.</param>
internal sealed record GoogleCredentials(string? Email, string Secret, string KeyId, string? ClientSecret, Uri TokenUrl, string? Project)
{
    private const int MostBytes = 64 * 1024;
    private const string DefaultTokenUrl = "https://oauth2.googleapis.com/token";

    /// <summary>Reads the credentials of the options; none of both when the metadata server is to be asked.</summary>
    public static (GoogleCredentials? Credentials, string? Fault) Read(VertexOptions options)
    {
        var place = options.CredentialsJson is null ? "the file of GOOGLE_APPLICATION_CREDENTIALS or SkillsEngine:Providers:Vertex:CredentialsFile" : "SkillsEngine:Providers:Vertex:CredentialsJson";
        try
        {
            var json = options.CredentialsJson ?? (options.CredentialsFile is { Length: > 0 } file ? ReadFile(file) : null);
            return json is null ? (null, null) : Parse(JsonElement.Parse(json), place);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return (null, $"{place} cannot be read: {(e is JsonException ? "it is not JSON" : e.GetType().Name)}.");
        }
    }

    // No constructor of the record may show its secrets.
    public override string ToString() => Email is null ? "a person's credentials" : "credentials of a service account";

    private static string ReadFile(string file)
    {
        var info = new FileInfo(file);
        return info.Length <= MostBytes ? File.ReadAllText(file) : throw new IOException("The file is too long.");
    }

    private static (GoogleCredentials?, string?) Parse(JsonElement root, string place)
    {
        var url = root.Text("token_uri") ?? DefaultTokenUrl;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            return (null, $"{place} has a token_uri that is not a valid URL.");
        }

        return root.Text("type") switch
        {
            "service_account" when root.Text("client_email") is { } email && root.Text("private_key") is { } key =>
                (new(email, key, root.Text("private_key_id") ?? "", null, address, root.Text("project_id")), null),
            "authorized_user" when root.Text("refresh_token") is { } refresh && root.Text("client_id") is { } id =>
                (new(null, refresh, id, root.Text("client_secret"), address, root.Text("quota_project_id")), null),
            _ => (null, $"{place} holds neither a service account nor a person's credentials. Download the JSON key of a service account."),
        };
    }
}
