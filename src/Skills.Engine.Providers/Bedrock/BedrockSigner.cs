using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.Bedrock;

/// <summary>Signs calls with the access keys, fixed or given by the host's credential. Thread-safe.</summary>
internal sealed class BedrockSigner : ICallCredentials, IDisposable
{
    private readonly BedrockOptions _options;
    private readonly string _region;
    private readonly TimeProvider _time;
    private readonly RenewedToken<BedrockCredential> _keys;

    public BedrockSigner(BedrockOptions options, string region, TimeProvider time)
    {
        (_options, _region, _time) = (options, region, time);
        _keys = new(FetchAsync, time);
    }

    public void Dispose() => _keys.Dispose();

    public bool CanRenew(ModelException error) => _options.Credential is not null && error.Kind == ModelErrorKind.Auth;

    public async ValueTask AuthorizeAsync(CallToSign call)
    {
        var keys = _options.Credential is null
            ? new(_options.AccessKeyId!, _options.SecretAccessKey!, _options.SessionToken, DateTimeOffset.MaxValue)
            : await _keys.GetAsync(call).ConfigureAwait(false);
        var now = _time.GetUtcNow();
        var address = call.Message.RequestUri!;
        var hash = AwsSignature.HashOf(call.Body.Span);
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["content-type"] = "application/json",
            ["host"] = address.IsDefaultPort ? address.Host : address.Authority,
            ["x-amz-content-sha256"] = hash,
            ["x-amz-date"] = AwsSignature.TimeOf(now),
        };
        if (keys.SessionToken is { Length: > 0 } token)
        {
            headers["x-amz-security-token"] = token;
            call.Add("x-amz-security-token", token);
        }

        call.Add("x-amz-content-sha256", hash);
        call.Add("x-amz-date", headers["x-amz-date"]);
        call.Add("Authorization", AwsSignature.Sign("POST", address, headers, hash, (_region, "bedrock"), (keys.AccessKeyId, keys.SecretAccessKey), now));
    }

    private async Task<FetchedToken<BedrockCredential>> FetchAsync(CallFaults faults, AttemptClock clock)
    {
        try
        {
            var keys = await _options.Credential!(clock.Token).ConfigureAwait(false);
            return new(keys, keys.ExpiresAt - _time.GetUtcNow());
        }
        catch (OperationCanceledException e)
        {
            throw faults.FromSending(e);
        }
        catch (Exception e)
        {
            throw faults.Make(ModelErrorKind.Auth, $"the credential threw {e.GetType().Name}; see the inner exception.", e);
        }
    }
}
