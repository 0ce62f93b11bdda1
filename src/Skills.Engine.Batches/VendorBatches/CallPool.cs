using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.VendorBatches;

/// <summary>The parked calls and the open batches of one run in this process. Thread-safe.</summary>
internal sealed class CallPool(VendorBatchOptions options, SteadyClock clock)
{
    // A batch that the provider does not know may only be late at one of its servers.
    private const int MostFailures = 3;

    private readonly Lock _gate = new();
    private readonly List<ParkedCall> _waiting = [];
    private readonly List<OpenBatch> _open = [];

    // Ids that may be in a batch whose submission had no known end.
    private readonly HashSet<string> _unsure = new(StringComparer.Ordinal);

    /// <summary>Takes note of the batches of other processes, and forgets those that are over.</summary>
    public void Load(IReadOnlyList<VendorBatchRecord> records, IReadOnlyDictionary<string, IModelBatchClient> clients)
    {
        lock (_gate)
        {
            var stored = records.Select(static r => r.Key).ToHashSet(StringComparer.Ordinal);
            _open.RemoveAll(b => b.IsForeign && !stored.Contains(b.Record.Key));
            var known = _open.Select(static b => b.Record.Key).ToHashSet(StringComparer.Ordinal);
            _unsure.Clear();
            foreach (var record in records)
            {
                if (record.Batch is null || !clients.TryGetValue(record.Provider, out var client))
                {
                    _unsure.UnionWith(record.Ids);
                }
                else if (!known.Contains(record.Key))
                {
                    _open.Add(new(record, client, isOwn: false, clock.Now));
                }
            }
        }
    }

    /// <summary>Adds a call: to the batch that has its request already, otherwise to those that wait for one.</summary>
    public void Add(ParkedCall call)
    {
        lock (_gate)
        {
            if (!Joins(call))
            {
                _waiting.Add(call);
            }
        }
    }

    /// <summary>Adds the calls of a pack to the batches of other processes that have them, and returns the others.</summary>
    public List<ParkedCall> Unknown(List<ParkedCall> pack)
    {
        lock (_gate)
        {
            return pack.FindAll(call => !call.IsGone && !Joins(call));
        }
    }

    /// <summary>Forgets a call that is over.</summary>
    public void Remove(ParkedCall call)
    {
        lock (_gate)
        {
            call.IsGone = true;
            if (call.Done.IsCompleted)
            {
                return;
            }

            _waiting.Remove(call);
            foreach (var batch in _open)
            {
                if (batch.Calls.GetValueOrDefault(call.Id) == call)
                {
                    batch.Calls.Remove(call.Id);
                }
            }
        }
    }

    /// <summary>Takes the calls of the next batch that is full or waited long enough; null when there is none, or enough batches are open.</summary>
    public List<ParkedCall>? TakePack()
    {
        lock (_gate)
        {
            var now = clock.Now;
            if (_open.Count(static b => b.IsUnderWay) >= options.MaxInFlight)
            {
                return null;
            }

            foreach (var group in _waiting.Where(c => c.NotBefore <= now).GroupBy(static c => c.Group))
            {
                var pack = Pack(group);
                if (pack.Count < group.Count() || pack.Count == Most(group.First()) || group.Min(static c => c.ParkedAt) + options.FillFor <= now)
                {
                    pack.ForEach(c => _waiting.Remove(c));
                    return pack;
                }
            }

            return null;
        }
    }

    /// <summary>Notes a batch that was submitted.</summary>
    public void Opened(VendorBatchRecord record, List<ParkedCall> pack)
    {
        lock (_gate)
        {
            var batch = new OpenBatch(record, pack[0].Client, isOwn: true, clock.Now + options.PollEvery);
            foreach (var call in pack.Where(static c => !c.IsGone))
            {
                batch.Calls[call.Id] = call;
            }

            _open.Add(batch);
        }
    }

    /// <summary>Returns the batches whose state must be asked for, with their calls.</summary>
    public List<(OpenBatch Batch, Dictionary<string, ParkedCall> Calls)> Due()
    {
        lock (_gate)
        {
            var now = clock.Now;
            var due = _open.Where(b => b.Calls.Count > 0 && b.NextPoll <= now).ToList();
            due.ForEach(b => b.NextPoll = now + options.PollEvery);
            return due.ConvertAll(static b => (b, new Dictionary<string, ParkedCall>(b.Calls, StringComparer.Ordinal)));
        }
    }

    /// <summary>Takes a result of a batch for its call.</summary>
    public void Take(OpenBatch batch, ParkedCall call, ModelBatchResult result)
    {
        lock (_gate)
        {
            if (call.IsGone || !batch.Calls.Remove(result.Id))
            {
                return;
            }

            batch.Left.Remove(result.Id);
            switch (result)
            {
                case { Reply: { } reply }:
                    call.Answer(reply);
                    break;
                case { Error: { } error } when !MayPass(error.Kind):
                    call.Fail(error);
                    break;
                default:
                    call.MaybeBilled |= result.Outcome == ModelBatchOutcome.Missing;
                    Again(call, default);
                    break;
            }
        }
    }

    /// <summary>Notes that a batch was read, and returns whether no result of it is left.</summary>
    public bool WasRead(OpenBatch batch)
    {
        lock (_gate)
        {
            batch.Failures = 0;
            return batch.Left.Count == 0 && _open.Remove(batch);
        }
    }

    /// <summary>Notes a failure to read a batch, and returns whether it is given up. Its calls are then made again.</summary>
    public bool GivesUp(OpenBatch batch, ModelErrorKind error)
    {
        lock (_gate)
        {
            batch.Failures += error == ModelErrorKind.NotFound || batch.Batch.HasEnded ? 1 : 0;
            if (batch.Failures < MostFailures)
            {
                return false;
            }

            _open.Remove(batch);
            foreach (var call in batch.Calls.Values)
            {
                call.MaybeBilled = true;
                Again(call, default);
            }

            return true;
        }
    }

    /// <summary>Returns calls whose submission failed. Those of an unknown end may be billed.</summary>
    public void Return(List<ParkedCall> calls, TimeSpan wait, bool maybeBilled)
    {
        lock (_gate)
        {
            foreach (var call in calls)
            {
                call.MaybeBilled |= maybeBilled;
                Again(call, clock.Now + wait);
            }
        }
    }

    /// <summary>Sends the calls online that wait too long.</summary>
    public void ReleaseLate()
    {
        lock (_gate)
        {
            var latest = clock.Now - options.OnlineAfter;
            foreach (var call in _waiting.Where(c => c.ParkedAt <= latest).ToList())
            {
                _waiting.Remove(call);
                call.GoOnline();
            }

            foreach (var batch in _open)
            {
                foreach (var (id, call) in batch.Calls.Where(c => c.Value.ParkedAt <= latest).ToList())
                {
                    batch.Calls.Remove(id);
                    batch.Left.Remove(id);
                    call.MaybeBilled = true;
                    call.GoOnline();
                }
            }
        }
    }

    private static bool MayPass(ModelErrorKind kind) =>
        kind is ModelErrorKind.RateLimit or ModelErrorKind.Overloaded or ModelErrorKind.ServerError or ModelErrorKind.Network or ModelErrorKind.Timeout or ModelErrorKind.Malformed;

    // An item that is in a batch already is not submitted again.
    private bool Joins(ParkedCall call)
    {
        call.MaybeBilled |= _unsure.Contains(call.Id);
        return _open.Find(b => b.Left.Contains(call.Id) && !b.Calls.ContainsKey(call.Id)) is { } batch && batch.Calls.TryAdd(call.Id, call);
    }

    private int Most(ParkedCall call) => Math.Min(options.MaxItems, call.Client.Limits.MaxItems);

    // What every vendor writes around the items is less than a thousand bytes.
    private List<ParkedCall> Pack(IEnumerable<ParkedCall> group)
    {
        var pack = new List<ParkedCall>();
        long bytes = 1000;
        foreach (var call in group.DistinctBy(static c => c.Id))
        {
            bytes += call.Bytes;
            if (pack.Count > 0 && (bytes > call.Client.Limits.MaxBytes || pack.Count == Most(call)))
            {
                break;
            }

            pack.Add(call);
        }

        return pack;
    }

    private void Again(ParkedCall call, DateTimeOffset notBefore)
    {
        if (call.IsGone)
        {
            return;
        }

        call.NotBefore = notBefore;
        if (call.Submissions >= options.MaxSubmissions)
        {
            call.GoOnline();
        }
        else
        {
            _waiting.Add(call);
        }
    }
}
