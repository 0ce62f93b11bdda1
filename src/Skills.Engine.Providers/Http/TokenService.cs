using System.Text.Json;

namespace Skills.Engine.Providers.Http;

/// <summary>Asks a token service for a token, under the deadlines of the try.</summary>
internal static class TokenService
{
    private const int MaxAnswerBytes = 64 * 1024;

    /// <summary>Sends the request and reads <c>access_token</c> and <c>expires_in</c>.</summary>
    /// <param name="http">The provider's client.</param>
    /// <param name="message">The request; disposed here.</param>
    /// <param name="setting">The setting to check when the answer has no token.</param>
    /// <param name="readError">Reads an error body, whose kind may be null.</param>
    /// <param name="faults">Makes the exceptions.</param>
    /// <param name="clock">The deadlines.</param>
    public static async Task<FetchedToken<string>> FetchAsync(HttpClient http, HttpRequestMessage message, string setting, Func<JsonElement?, WireError> readError, CallFaults faults, AttemptClock clock)
    {
        using var request = message;
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, clock.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            throw faults.FromSending(e);
        }

        using (response)
        {
            faults.Status = response.StatusCode;
            var root = await ReadAsync(response, faults, clock).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw faults.FromProvider(readError(root));
            }

            return root.Text("access_token") is { Length: > 0 } token
                ? new(token, TimeSpan.FromSeconds(Math.Min(root.Tokens("expires_in") ?? 3600, 604_800)))
                : throw faults.Make(ModelErrorKind.Malformed, $"the token service answered without a token. Check {setting}.");
        }
    }

    private static async Task<JsonElement?> ReadAsync(HttpResponseMessage response, CallFaults faults, AttemptClock clock)
    {
        var content = await response.Content.ReadAsStreamAsync(clock.Token).ConfigureAwait(false);
        using var body = await new ResponseBody(content, clock, faults, MaxAnswerBytes, idle: false).ReadAllAsync(null).ConfigureAwait(false);
        try
        {
            return JsonElement.Parse(body.Written.Span);
        }
        catch (JsonException)
        {
            // A proxy's page; the status says the rest.
            return null;
        }
    }
}
