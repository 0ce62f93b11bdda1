using Skills.Engine.AspNetCore.Responses;

namespace Skills.Engine.AspNetCore.Idempotency;

/// <summary>Answers by idempotency key (draft-ietf-httpapi-idempotency-key-header-07), in this process. Thread-safe, bounded in number, size and age.</summary>
internal sealed class IdempotencyKeys(TimeSpan lifetime, int capacity, long maxBytes, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<string> _order = new();
    private long _bytes;

    /// <summary>What a key stands for now.</summary>
    public enum Claim
    {
        /// <summary>It is new: run, and then <see cref="Keep"/> or <see cref="Release"/>.</summary>
        Granted,

        /// <summary>The answer is known.</summary>
        Replay,

        /// <summary>A request with it is under way.</summary>
        InFlight,

        /// <summary>It was used for another request.</summary>
        Mismatch,
    }

    /// <summary>Asks for a key.</summary>
    /// <param name="scope">Caller, skill and key: one caller's key says nothing to another.</param>
    /// <param name="fingerprint">Of all that makes two requests the same.</param>
    /// <param name="known">The answer to give again.</param>
    public Claim Ask(string scope, string fingerprint, out Reply? known)
    {
        lock (_gate)
        {
            known = null;
            DropOld();
            if (!_entries.TryGetValue(scope, out var entry))
            {
                _entries[scope] = new(fingerprint, null, time.GetUtcNow() + lifetime, _order.AddLast(scope));
                DropOld();
                return Claim.Granted;
            }

            if (entry.Fingerprint != fingerprint)
            {
                return Claim.Mismatch;
            }

            known = entry.Answer;
            return known is null ? Claim.InFlight : Claim.Replay;
        }
    }

    public void Keep(string scope, Reply answer)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(scope, out var entry))
            {
                _entries[scope] = entry with { Answer = answer };
                _bytes += answer.Body.Length;
                DropOld();
            }
        }
    }

    public void Release(string scope)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(scope, out var entry))
            {
                Remove(scope, entry);
            }
        }
    }

    // Every entry lives equally long, so the order of making is the order of ending. One under way is kept past both bounds.
    private void DropOld()
    {
        var now = time.GetUtcNow();
        for (var place = _order.First; place is not null;)
        {
            var (scope, next) = (place.Value, place.Next);
            var entry = _entries[scope];
            if (entry.Until > now && _entries.Count <= capacity && _bytes <= maxBytes)
            {
                return;
            }

            if (entry.Answer is not null)
            {
                Remove(scope, entry);
            }

            place = next;
        }
    }

    private void Remove(string scope, Entry entry)
    {
        _entries.Remove(scope);
        _order.Remove(entry.Place);
        _bytes -= entry.Answer?.Body.Length ?? 0;
    }

    private sealed record Entry(string Fingerprint, Reply? Answer, DateTimeOffset Until, LinkedListNode<string> Place);
}
