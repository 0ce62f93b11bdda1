using Skills.Engine.Batches;

namespace Skills.Batches.Load.Faults;

/// <summary>What was seen of a run while it was under way.</summary>
internal sealed class FaultSamples
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    private readonly List<(TimeSpan At, long Finished, double Server, double Worker)> _samples = [];
    private TimeSpan _next = TimeSpan.Zero;

    /// <summary>Gets the highest memory of the server in MiB.</summary>
    public double ServerMiB => _samples.Max(static s => s.Server);

    /// <summary>Gets the highest memory of a worker in MiB.</summary>
    public double WorkerMiB => _samples.Max(static s => s.Worker);

    /// <summary>Gets the most that counted against the budget, in USD.</summary>
    public decimal CommittedUsd { get; private set; }

    /// <summary>Adds a sample, if the last one is long enough ago.</summary>
    public void Add(TimeSpan at, BatchProgress progress, Func<double> serverMiB, Func<double> workerMiB)
    {
        CommittedUsd = Math.Max(CommittedUsd, progress.CommittedUsd ?? 0);
        if (at >= _next)
        {
            _samples.Add((at, progress.Finished, serverMiB(), workerMiB()));
            _next = at + Every;
        }
    }

    /// <summary>Writes the plots of speed and memory to a folder.</summary>
    public async Task WriteAsync(string folder, string kind, string title)
    {
        double[] at = [.. _samples.Skip(1).Select(static s => s.At.TotalSeconds)];
        if (at.Length < 2)
        {
            return;
        }

        // A server that lost its last writes goes back.
        var rates = _samples.Zip(_samples.Skip(1), static (a, b) => Math.Max(0, b.Finished - a.Finished) / (b.At - a.At).TotalSeconds);
        var axis = FormattableString.Invariant($"seconds, 0 to {at[^1]:F0}");
        await File.WriteAllTextAsync(Path.Combine(folder, $"batch-faults-{kind}.svg"), Plot.Of(title, $"{axis}; results per second", [new("results/s", [.. rates])], at));
        List<Series> memory = [new("largest worker", [.. _samples.Skip(1).Select(static s => s.Worker)])];
        if (ServerMiB > 0)
        {
            memory.Add(new("Redis", [.. _samples.Skip(1).Select(static s => s.Server)]));
        }

        await File.WriteAllTextAsync(Path.Combine(folder, $"batch-faults-{kind}-memory.svg"), Plot.Of(title, $"{axis}; resident memory in MiB", memory, at));
    }
}
