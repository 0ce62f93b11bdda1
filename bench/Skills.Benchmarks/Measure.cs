using System.Diagnostics;

namespace Skills.Benchmarks;

/// <summary>What one operation takes: the least time of many rounds, and the bytes allocated.</summary>
internal readonly record struct Cost(double Nanoseconds, double Bytes)
{
    public override string ToString() => $"{Duration(Nanoseconds),12} {Bytes,10:N0} B";

    public static string Duration(double nanoseconds) => nanoseconds switch
    {
        < 1_000 => $"{nanoseconds:F0} ns",
        < 1_000_000 => $"{nanoseconds / 1_000:F2} us",
        _ => $"{nanoseconds / 1_000_000:F2} ms",
    };
}

/// <summary>A plain harness: warms up, then repeats an operation in rounds and keeps the best, since other work only ever adds.</summary>
internal static class Measure
{
    public static Cost Of(Action action, int rounds = 400, double milliseconds = 1)
    {
        WarmUp(action);
        var count = 1;
        for (var elapsed = TimeSpan.Zero; elapsed < TimeSpan.FromMilliseconds(milliseconds); count *= 2)
        {
            var start = Stopwatch.GetTimestamp();
            Repeat(action, count);
            elapsed = Stopwatch.GetElapsedTime(start);
        }

        var least = double.MaxValue;
        var bytes = double.MaxValue;
        for (var round = 0; round < rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            Repeat(action, count);
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalNanoseconds / count);
            bytes = Math.Min(bytes, (double)(GC.GetAllocatedBytesForCurrentThread() - before) / count);
        }

        return new(least, Math.Floor(bytes));
    }

    // The runtime recompiles what is hot in the background, some time after it has been called often enough.
    private static void WarmUp(Action action)
    {
        for (var pause = 0; pause < 4; pause++)
        {
            var start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromMilliseconds(80))
            {
                action();
            }

            Thread.Sleep(150);
        }
    }

    private static void Repeat(Action action, int count)
    {
        for (var i = 0; i < count; i++)
        {
            action();
        }
    }
}
