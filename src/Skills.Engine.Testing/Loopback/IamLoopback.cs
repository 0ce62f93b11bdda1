using System.Text.Json.Nodes;

namespace Skills.Engine.Testing.Loopback;

/// <summary>Hands out numbered tokens for one key, and can declare all of them expired. Thread-safe.</summary>
internal sealed class IamLoopback
{
    private int _issued;
    private int _valid;

    /// <summary>Tokens handed out so far.</summary>
    public int Issued => Volatile.Read(ref _issued);

    public TimeSpan Life { get; set; } = TimeSpan.FromHours(1);

    public void Expire() => Volatile.Write(ref _valid, Issued);

    public (int Status, string Body) Exchange(string form, string? acceptedKey)
    {
        var key = form.Split('&').FirstOrDefault(static p => p.StartsWith("apikey=", StringComparison.Ordinal))?["apikey=".Length..];
        if (acceptedKey is not null && Uri.UnescapeDataString(key ?? "") != acceptedKey)
        {
            return (400, """{"errorCode":"BXNIM0415E","errorMessage":"Provided API key could not be found.","context":{"requestId":"loopback"}}""");
        }

        var token = "iam-token-" + Interlocked.Increment(ref _issued);
        return (200, new JsonObject
        {
            ["access_token"] = token,
            ["refresh_token"] = "not_supported",
            ["token_type"] = "Bearer",
            ["expires_in"] = (long)Life.TotalSeconds,
        }.ToJsonString());
    }

    /// <summary>Whether a token is one of those still valid.</summary>
    public bool Accepts(string? authorization) =>
        authorization?.StartsWith("Bearer iam-token-", StringComparison.Ordinal) != true
        || (int.TryParse(authorization["Bearer iam-token-".Length..], out var number) && number > Volatile.Read(ref _valid));
}
