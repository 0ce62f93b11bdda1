namespace Skills.Engine.Evaluation.Comparison;

/// <summary>The interval of a mean difference, from samples drawn again out of the pairs.</summary>
internal static class Bootstrap
{
    private const int Draws = 2000;
    private const double Tail = 0.025;

    /// <summary>Returns the 95 % interval of the mean. The same values and seed give the same interval.</summary>
    public static (double Low, double High) Interval(IReadOnlyList<double> differences, ulong seed)
    {
        if (differences.Count == 0)
        {
            return (0, 0);
        }

        var means = new double[Draws];
        var state = seed;
        for (var d = 0; d < Draws; d++)
        {
            var sum = 0.0;
            for (var i = 0; i < differences.Count; i++)
            {
                sum += differences[(int)(Next(ref state) % (ulong)differences.Count)];
            }

            means[d] = sum / differences.Count;
        }

        Array.Sort(means);
        return (means[(int)(Draws * Tail)], means[(int)(Draws * (1 - Tail)) - 1]);
    }

    // SplitMix64: enough for drawing, and the same on every machine. https://prng.di.unimi.it/splitmix64.c
    private static ulong Next(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
