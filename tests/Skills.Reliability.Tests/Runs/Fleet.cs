using Skills.Reliability.Tests.Calls;
using Skills.Reliability.Tests.Workers;

namespace Skills.Reliability.Tests.Runs;

/// <summary>Three engine processes. Calls go to whichever has room; one that was killed is replaced, and its batches are resumed.</summary>
internal sealed class Fleet(Func<int, int, WorkerConfig> configOf, Action<CallReport> reported, int seed) : IAsyncDisposable
{
    public const int Slots = 3;
    public const int CallsAtOnce = 48;

    private readonly EngineProcess[] _slots = new EngineProcess[Slots];
    private readonly List<WorkerEnd> _ends = [];
    private readonly HashSet<int> _lost = [];
    private readonly HashSet<string> _killed = [];
    private readonly Lock _gate = new();

    /// <summary>Gets what the processes that stopped in order said.</summary>
    public IReadOnlyList<WorkerEnd> Ends => _ends;

    /// <summary>Gets the calls that were under way in a process when it was killed, batches aside.</summary>
    public IReadOnlySet<int> Lost => _lost;

    /// <summary>Gets the processes that were killed.</summary>
    public IReadOnlySet<string> Killed => _killed;

    public EngineProcess this[int slot] => _slots[slot];

    public int UnderWay => _slots.Sum(static s => s.UnderWay);

    /// <summary>Gets the calls that have not ended, with their processes.</summary>
    public IEnumerable<(int Number, string Process)> Calls => _slots.SelectMany(static s => s.Calls.Select(c => (c, s.Config.Process)));

    public async Task StartAsync()
    {
        for (var slot = 0; slot < Slots; slot++)
        {
            _slots[slot] = await EngineProcess.StartAsync(configOf(slot, 0), reported);
        }
    }

    /// <summary>Makes a call in the process with the most room; returns false when all are full.</summary>
    public bool TryMake(int call)
    {
        lock (_gate)
        {
            var slot = _slots.Where(static s => !s.IsKilled).MinBy(static s => s.UnderWay);
            if (slot is null || slot.UnderWay >= CallsAtOnce)
            {
                return false;
            }

            slot.Make(call);
            return true;
        }
    }

    /// <summary>Kills a process and starts another in its place.</summary>
    public async Task KillAsync(int slot)
    {
        var old = _slots[slot];
        lock (_gate)
        {
            _killed.Add(old.Config.Process);
        }

        await old.KillAsync();
        var next = await EngineProcess.StartAsync(configOf(slot, old.Config.Generation + 1), reported);
        lock (_gate)
        {
            var open = old.Calls.ToLookup(c => Call.Of(seed, c).Kind is CallKind.Batch);
            _lost.UnionWith(open[false]);
            _slots[slot] = next;
            foreach (var batch in open[true])
            {
                next.Make(batch, resumes: true);
            }
        }

        await old.DisposeAsync();
    }

    public Task MeasureAsync() => Task.WhenAll(_slots.Select(static s => s.MeasureAsync()));

    public async Task EndAsync()
    {
        foreach (var end in await Task.WhenAll(_slots.Select(static s => s.EndAsync())))
        {
            _ends.Add(end ?? throw new InvalidOperationException("A worker ended without its last line."));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var slot in _slots.OfType<EngineProcess>())
        {
            await slot.DisposeAsync();
        }
    }
}
