namespace Skills.Batches.Load.Faults;

/// <summary>The faults of a run, by a seed. Each comes when a further part of the items is finished.</summary>
internal sealed class FaultPlan(string kind, int seed, int workers)
{
    private static readonly Fault[] OfRedis = [Fault.KillWorker, Fault.KillServer, Fault.FreezeServer, Fault.FreezeWorker, Fault.KillWorker, Fault.KillReader];
    private static readonly Fault[] OfPostgres = [Fault.KillWorker, Fault.KillServer, Fault.FreezeWorker, Fault.KillReader];
    private static readonly Fault[] OfJournal = [Fault.KillReader];

#pragma warning disable CA5394 // The faults of a seed are the same each time.
    private readonly Random _random = new(seed);
    private readonly Queue<Fault> _round = new();

    /// <summary>Returns the next fault. Every fault comes once in a round.</summary>
    public Fault Next()
    {
        if (_round.Count == 0)
        {
            var faults = kind switch { "redis" => OfRedis, "postgres" => OfPostgres, _ => OfJournal };
            foreach (var fault in Shuffled(faults))
            {
                _round.Enqueue(fault);
            }
        }

        return _round.Dequeue();
    }

    /// <summary>Returns the number of a worker.</summary>
    public int Worker() => _random.Next(workers);

    /// <summary>Returns a time between two times.</summary>
    public TimeSpan Time(TimeSpan least, TimeSpan most) => least + ((most - least) * _random.NextDouble());

    private Fault[] Shuffled(Fault[] faults)
    {
        Fault[] copy = [.. faults];
        _random.Shuffle(copy);
        return copy;
    }
#pragma warning restore CA5394
}
