using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.Compatible;

/// <summary>Bearer tokens of the host's own credential, kept for four fifths of their life. Thread-safe.</summary>
internal sealed class CredentialTokens : ICallCredentials, IDisposable
{
    private readonly Func<CancellationToken, ValueTask<ModelProviderToken>> _credential;
    private readonly TimeProvider _time;
    private readonly RenewedToken<string> _token;

    public CredentialTokens(Func<CancellationToken, ValueTask<ModelProviderToken>> credential, TimeProvider time)
    {
        _credential = credential;
        _time = time;
        _token = new(FetchAsync, time);
    }

    public void Dispose() => _token.Dispose();

    public async ValueTask AuthorizeAsync(CallToSign call) =>
        call.Add("Authorization", "Bearer " + (call.Key ?? await _token.GetAsync(call).ConfigureAwait(false)));

    public bool CanRenew(ModelException error) => error is { Kind: ModelErrorKind.Auth, Status: System.Net.HttpStatusCode.Unauthorized };

    private async Task<FetchedToken<string>> FetchAsync(CallFaults faults, AttemptClock clock)
    {
        try
        {
            var token = await _credential(clock.Token).ConfigureAwait(false);
            return ProviderKeys.IsKey(token.Value)
                ? new(token.Value, token.ExpiresAt - _time.GetUtcNow())
                : throw faults.Make(ModelErrorKind.Auth, "the credential gave a token with characters no token has.");
        }
        catch (OperationCanceledException e)
        {
            throw faults.FromSending(e);
        }
        catch (Exception e) when (e is not ModelException)
        {
            throw faults.Make(ModelErrorKind.Auth, $"the credential threw {e.GetType().Name}; see the inner exception.", e);
        }
    }
}
