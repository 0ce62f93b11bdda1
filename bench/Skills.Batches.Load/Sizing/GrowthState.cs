using System.Globalization;

namespace Skills.Batches.Load.Sizing;

/// <summary>What is measured so far, in a file, so that a measurement that was stopped goes on where it was.</summary>
/// <param name="path">The file. Each line has the items, what was measured, and the items per second.</param>
internal sealed class GrowthState(string path)
{
    private readonly Dictionary<(int Items, string What), double> _rates = File.Exists(path)
        ? File.ReadAllLines(path).Select(static l => l.Split(',')).Where(static p => p.Length == 3)
            .ToDictionary(static p => (int.Parse(p[0], CultureInfo.InvariantCulture), p[1]), static p => double.Parse(p[2], CultureInfo.InvariantCulture))
        : [];

    /// <summary>Returns what was measured before, or measures it now.</summary>
    public async Task<double> RateAsync(int items, string what, Func<Task<double>> measure)
    {
        if (_rates.TryGetValue((items, what), out var known))
        {
            return known;
        }

        var rate = Math.Round(await measure(), 1);
        _rates[(items, what)] = rate;
        await File.AppendAllTextAsync(path, string.Create(CultureInfo.InvariantCulture, $"{items},{what},{rate}\n"));
        return rate;
    }

    /// <summary>Forgets everything: the next measurement begins from the start.</summary>
    public void Clear() => File.Delete(path);
}
