using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.Bedrock;

/// <summary>Signs calls with the access keys, fixed or given by the host's credential. Thread-safe.</summary>
internal sealed class BedrockSigner(BedrockOptions options, string region, TimeProvider time) : ICallCredentials, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private Kept? _kept;

    public void Dispose() => _gate.Dispose();

    public bool CanRenew(ModelException error) => options.Credential is not null && error.Kind == ModelErrorKind.Auth;

    public async ValueTask AuthorizeAsync(CallToSign call)
    {
        var keys = options.Credential is null
            ? new(options.AccessKeyId!, options.SecretAccessKey!, options.SessionToken, DateTimeOffset.MaxValue)
            : await KeysAsync(call).ConfigureAwait(false);
        var now = time.GetUtcNow();
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
        call.Add("Authorization", AwsSignature.Sign("POST", address, headers, hash, (region, "bedrock"), (keys.AccessKeyId, keys.SecretAccessKey), now));
    }

    private async ValueTask<BedrockCredential> KeysAsync(CallToSign call)
    {
        var seen = Volatile.Read(ref _kept);
        if (!call.Refused && seen is not null && time.GetUtcNow() < seen.RenewAt)
        {
            return seen.Keys;
        }

        try
        {
            await _gate.WaitAsync(call.Clock.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            throw call.Faults.FromSending(e);
        }

        try
        {
            // Another call may have renewed them while this one waited.
            if (Volatile.Read(ref _kept) is { } now && now != seen && time.GetUtcNow() < now.RenewAt)
            {
                return now.Keys;
            }

            var keys = await FetchAsync(call).ConfigureAwait(false);
            Volatile.Write(ref _kept, new(keys, time.GetUtcNow() + ((keys.ExpiresAt - time.GetUtcNow()) * 0.8)));
            return keys;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async ValueTask<BedrockCredential> FetchAsync(CallToSign call)
    {
        try
        {
            return await options.Credential!(call.Clock.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            throw call.Faults.FromSending(e);
        }
        catch (Exception e)
        {
            throw call.Faults.Make(ModelErrorKind.Auth, $"the credential threw {e.GetType().Name}; see the inner exception.", e);
        }
    }

    private sealed record Kept(BedrockCredential Keys, DateTimeOffset RenewAt);
}
