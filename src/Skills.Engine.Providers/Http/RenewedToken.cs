namespace Skills.Engine.Providers.Http;

/// <summary>
/// A token or keys that are fetched for some time: kept for four fifths of their life, then renewed by one call while the others wait.
/// A call that was refused with the very token that is kept renews it at once. Thread-safe.
/// </summary>
/// <remarks>The wall clock may be set back, and timestamps stand still while the machine sleeps, so the life is over when either says so.</remarks>
internal sealed class RenewedToken<T>(Func<CallFaults, AttemptClock, Task<FetchedToken<T>>> fetch, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan ShortestLife = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private Token? _token;

    public void Dispose() => _gate.Dispose();

    public ValueTask<T> GetAsync(CallToSign call)
    {
        var seen = Volatile.Read(ref _token);
        return !call.Refused && IsFresh(seen) ? new(seen!.Value) : RenewAsync(seen, call);
    }

    private async ValueTask<T> RenewAsync(Token? seen, CallToSign call)
    {
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
            // Another call may have renewed it while this one waited.
            var now = Volatile.Read(ref _token);
            if (IsFresh(now) && (!call.Refused || !ReferenceEquals(now, seen)))
            {
                return now!.Value;
            }

            var fetched = await fetch(call.Faults, call.Clock).ConfigureAwait(false);
            var kept = (fetched.Life > ShortestLife ? fetched.Life : ShortestLife) * 0.8;
            var token = new Token(fetched.Value, kept, time.GetUtcNow() + kept, time.GetTimestamp());
            Volatile.Write(ref _token, token);
            return token.Value;
        }
        finally
        {
            _gate.Release();
        }
    }

    private bool IsFresh(Token? token) => token is not null && time.GetUtcNow() < token.RenewAt && time.GetElapsedTime(token.FetchedAt) < token.Kept;

    private sealed record Token(T Value, TimeSpan Kept, DateTimeOffset RenewAt, long FetchedAt);
}

/// <summary>A token as its service gave it.</summary>
internal readonly record struct FetchedToken<T>(T Value, TimeSpan Life);
