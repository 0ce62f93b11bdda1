using System.Diagnostics;

namespace Skills.Reliability.Tests.Fuzz;

/// <summary>The outcome of the inputs of one door.</summary>
internal sealed record FuzzReport(string Door, int Seed, long Tried, long Accepted, int Crashes, int Hangs, double WorstMs, double WorstMegabytes, IReadOnlyList<string> Finds)
{
    /// <summary>Gets the input that took the most memory, in base64, when it took much.</summary>
    public string? HeaviestInput { get; init; }
}

/// <summary>Tries inputs at a door, one after another, on a thread with the stack of a server's thread.</summary>
/// <param name="door">The door.</param>
/// <param name="seed">Decides every input.</param>
/// <param name="longest">The bound of one input in processor time; null for <see cref="Longest"/>.</param>
internal sealed class FuzzRun(FuzzDoor door, int seed, TimeSpan? longest = null)
{
    /// <summary>The bound of one input in processor time.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private const int KeptFinds = 5;
    private const long MuchMemory = 100 * 1024 * 1024;
    private const int ServerStack = 1536 * 1024;

    // A machine may be so busy that a thread waits for a minute.
    private static readonly TimeSpan Stuck = TimeSpan.FromMinutes(5);

    private readonly List<string> _finds = [];
    private volatile byte[] _input = [];
    private byte[] _heaviest = [];
    private long _tried;
    private long _accepted;
    private int _crashes;
    private int _hangs;
    private double _worstMs;
    private long _worstBytes;
    private long _since;

    /// <summary>Tries inputs until there were so many, or for so long.</summary>
    public FuzzReport Run(long count, TimeSpan atMost)
    {
        Volatile.Write(ref _since, Stopwatch.GetTimestamp());
        using var watch = new Timer(_ => EndWhenStuck(), null, Stuck, TimeSpan.FromSeconds(5));
        var thread = new Thread(() => Try(count, atMost), ServerStack);
        thread.Start();
        thread.Join();
        return new(door.Name, seed, _tried, _accepted, _crashes, _hangs, Math.Round(_worstMs, 1), Math.Round(_worstBytes / 1048576.0, 1), _finds)
        {
            HeaviestInput = _worstBytes > MuchMemory ? Convert.ToBase64String(_heaviest) : null,
        };
    }

    private void Try(long count, TimeSpan atMost)
    {
        var mutator = new ByteMutator(door, seed);
        foreach (var sound in door.Corpus)
        {
            // Code that is compiled at its first use is not what is measured.
            TryOne(sound, measures: false);
        }

        for (var began = Stopwatch.GetTimestamp(); _tried < count && Stopwatch.GetElapsedTime(began) < atMost;)
        {
            TryOne(mutator.Next(), measures: true);
        }
    }

    private void TryOne(byte[] input, bool measures)
    {
        _input = input;
        var began = Stopwatch.GetTimestamp();
        Volatile.Write(ref _since, began);
        var (cpu, bytes) = (Environment.CpuUsage.TotalTime, GC.GetAllocatedBytesForCurrentThread());
        try
        {
            _accepted += door.Accepts(input) ? 1 : 0;
        }
        catch (Exception e)
        {
            _crashes++;
            Keep(input, e.ToString());
        }

        _tried++;
        if (measures)
        {
            // The smaller of both: another process may take the processor, and this one has threads of its own.
            var took = TimeSpan.FromTicks(Math.Min((Environment.CpuUsage.TotalTime - cpu).Ticks, Stopwatch.GetElapsedTime(began).Ticks));
            _worstMs = Math.Max(_worstMs, took.TotalMilliseconds);
            if (GC.GetAllocatedBytesForCurrentThread() - bytes is var taken && taken > _worstBytes)
            {
                (_worstBytes, _heaviest) = (taken, input);
            }

            if (took > (longest ?? Longest))
            {
                _hangs++;
                Keep(input, $"took {took.TotalMilliseconds:0} ms");
            }
        }
    }

    private void Keep(byte[] input, string what)
    {
        if (_finds.Count < KeptFinds)
        {
            _finds.Add($"{door.Name}, input {_tried}, base64 {Convert.ToBase64String(input)}: {what}");
        }
    }

    // Nothing can end a thread from outside.
    private void EndWhenStuck()
    {
        if (Stopwatch.GetElapsedTime(Volatile.Read(ref _since)) > Stuck)
        {
            Environment.FailFast($"The door '{door.Name}' did not end within {Stuck}: {Convert.ToBase64String(_input)}");
        }
    }
}
