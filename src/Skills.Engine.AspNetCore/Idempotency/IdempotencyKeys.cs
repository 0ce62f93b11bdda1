using Skills.Engine.AspNetCore.Responses;

namespace Skills.Engine.AspNetCore.Idempotency;

/// <summary>Answers by idempotency key (draft-ietf-httpapi-idempotency-key-header-07), in this process. Thread-safe, bounded in number, size and age; what is over the bounds goes from the largest holder first.</summary>
internal sealed class IdempotencyKeys(TimeSpan lifetime, int capacity, long maxBytes, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<string> _order = new();
    private readonly Shares _shares = new();
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
    /// <param name="holder">Whose share the answer counts to.</param>
    /// <param name="fingerprint">Of all that makes two requests the same.</param>
    /// <param name="known">The answer to give again.</param>
    public Claim Ask(string scope, string holder, string fingerprint, out Reply? known)
    {
        lock (_gate)
        {
            known = null;
            DropOld();
            if (!_entries.TryGetValue(scope, out var entry))
            {
                _entries[scope] = new(holder, fingerprint, null, time.GetTimestamp(), _order.AddLast(scope));
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
                _shares.Add(entry.Holder, 1, answer.Body.Length);
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
        for (var place = _order.First; place is not null && time.GetElapsedTime(_entries[place.Value].Since) >= lifetime;)
        {
            var (scope, next) = (place.Value, place.Next);
            if (_entries[scope].Answer is not null)
            {
                Remove(scope, _entries[scope]);
            }

            place = next;
        }

        while ((_entries.Count > capacity || _bytes > maxBytes) && _shares.Largest(byBytes: _bytes > maxBytes) is { } largest)
        {
            var oldest = _order.First(scope => _entries[scope] is { Answer: not null } entry && entry.Holder == largest);
            Remove(oldest, _entries[oldest]);
        }
    }

    private void Remove(string scope, Entry entry)
    {
        _entries.Remove(scope);
        _order.Remove(entry.Place);
        if (entry.Answer is { } answer)
        {
            _bytes -= answer.Body.Length;
            _shares.Add(entry.Holder, -1, -answer.Body.Length);
        }
    }

    private sealed record Entry(string Holder, string Fingerprint, Reply? Answer, long Since, LinkedListNode<string> Place);
}
