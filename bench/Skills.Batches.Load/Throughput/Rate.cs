using System.Globalization;

namespace Skills.Batches.Load.Throughput;

/// <summary>The speed of a measurement.</summary>
/// <param name="Items">Items.</param>
/// <param name="Seconds">Time of the clock.</param>
/// <param name="WorkerSeconds">Processor time of the worker processes.</param>
/// <param name="ServerSeconds">Processor time of the server; null if it is not ours.</param>
internal sealed record Rate(int Items, double Seconds, double WorkerSeconds, double? ServerSeconds)
{
    public double PerSecond => Items / Seconds;

    public override string ToString()
    {
        var server = ServerSeconds is { } seconds ? string.Create(CultureInfo.InvariantCulture, $" + {seconds * 1e6 / Items:F0} µs server") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{PerSecond:F0} items/s, CPU for each item: {WorkerSeconds * 1e6 / Items:F0} µs workers{server}");
    }
}
