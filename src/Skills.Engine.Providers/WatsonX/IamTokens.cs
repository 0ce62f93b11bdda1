using System.Text.Json;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.WatsonX;

/// <summary>
/// The token an IBM Cloud key is exchanged for: kept for four fifths of its life, then renewed by one call while the others wait.
/// A call that was refused with the very token that is kept renews it at once. Thread-safe.
/// </summary>
internal sealed class IamTokens(WatsonXOptions options, Func<HttpClient> http, TimeProvider time) : IDisposable
{
    private const int MaxAnswerBytes = 64 * 1024;
    private static readonly TimeSpan ShortestLife = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private Token? _token;

    public void Dispose() => _gate.Dispose();

    public async ValueTask<string> GetAsync(bool refused, CallFaults faults, AttemptClock clock)
    {
        var seen = Volatile.Read(ref _token);
        if (!refused && IsFresh(seen))
        {
            return seen!.Value;
        }

        try
        {
            await _gate.WaitAsync(clock.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            throw faults.FromSending(e);
        }

        try
        {
            // Another call may have renewed it while this one waited.
            var now = Volatile.Read(ref _token);
            if (IsFresh(now) && (!refused || !ReferenceEquals(now, seen)))
            {
                return now!.Value;
            }

            var token = await ExchangeAsync(faults, clock).ConfigureAwait(false);
            Volatile.Write(ref _token, token);
            return token.Value;
        }
        finally
        {
            _gate.Release();
        }
    }

    private bool IsFresh(Token? token) => token is not null && time.GetUtcNow() < token.RenewAt;

    private async Task<Token> ExchangeAsync(CallFaults faults, AttemptClock clock)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, options.IamUrl)
        {
            Content = new FormUrlEncodedContent(
            [
                KeyValuePair.Create("grant_type", "urn:ibm:params:oauth:grant-type:apikey"),
                KeyValuePair.Create("apikey", options.ApiKey!),
            ]),
        };
        message.Headers.Accept.Add(new("application/json"));

        HttpResponseMessage response;
        try
        {
            response = await http().SendAsync(message, HttpCompletionOption.ResponseHeadersRead, clock.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            throw faults.FromSending(e);
        }

        using (response)
        {
            return await ReadAsync(response, faults, clock).ConfigureAwait(false);
        }
    }

    private async Task<Token> ReadAsync(HttpResponseMessage response, CallFaults faults, AttemptClock clock)
    {
        faults.Status = response.StatusCode;
        var content = await response.Content.ReadAsStreamAsync(clock.Token).ConfigureAwait(false);
        using var body = await new ResponseBody(content, clock, faults, MaxAnswerBytes, idle: false).ReadAllAsync(null).ConfigureAwait(false);
        JsonElement? root = null;
        try
        {
            root = JsonElement.Parse(body.Written.Span);
        }
        catch (JsonException)
        {
            // A proxy's page; the status says the rest.
        }

        if (!response.IsSuccessStatusCode)
        {
            // IAM says 400 to a key it does not know.
            throw faults.FromProvider(new()
            {
                Kind = (int)response.StatusCode is 400 or 401 or 403 ? ModelErrorKind.Auth : null,
                Code = root.Text("errorCode"),
                Message = root.Text("errorMessage"),
            });
        }

        if (root.Text("access_token") is not { Length: > 0 } token)
        {
            throw faults.Make(ModelErrorKind.Malformed, "the token service answered without a token. Check SkillsEngine:Providers:WatsonX:IamUrl.");
        }

        var life = TimeSpan.FromSeconds(root.Tokens("expires_in") ?? 3600);
        return new(token, time.GetUtcNow() + (life > ShortestLife ? life : ShortestLife) * 0.8);
    }

    private sealed record Token(string Value, DateTimeOffset RenewAt);
}
