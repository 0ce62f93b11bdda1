using System.Diagnostics.Metrics;

namespace Skills.Engine.Batches.Hosting;

/// <summary>The lag of running runs as metrics, for dashboards and for scaling workers. Thread-safe.</summary>
internal sealed class BatchGauges : IDisposable
{
    private readonly Meter _meter;
    private readonly bool _ownsMeter;
    private IReadOnlyList<BatchProgress> _shown = [];

    public BatchGauges(IMeterFactory? meters)
    {
        _meter = meters?.Create(SkillDiagnostics.MeterName) ?? new Meter(SkillDiagnostics.MeterName);
        _ownsMeter = meters is null;
        _meter.CreateObservableGauge("skills.batch.pending", () => Measure(static runs => runs.Sum(static p => p.Pending)), "{item}", "Items of running batch runs that wait.");
        _meter.CreateObservableGauge("skills.batch.in_flight", () => Measure(static runs => runs.Sum(static p => p.InFlight)), "{item}", "Items of running batch runs that workers have.");
        _meter.CreateObservableGauge("skills.batch.finished", () => Measure(static runs => runs.Sum(static p => p.Finished)), "{item}", "Items of running batch runs that have a result.");
        _meter.CreateObservableGauge("skills.batch.failed", () => Measure(static runs => runs.Sum(static p => p.Failed)), "{item}", "Dead letters of running batch runs.");
        _meter.CreateObservableGauge("skills.batch.workers", () => Measure(static runs => runs.Sum(static p => (long)p.Workers.Count)), "{worker}", "Workers that have items of running batch runs.");
        _meter.CreateObservableGauge("skills.batch.oldest_claim", () => Measure(static runs => runs.SelectMany(static p => p.Workers).Select(static w => w.OldestClaim.TotalSeconds).DefaultIfEmpty(0).Max()), "s", "Time since the oldest claim of a worker on an item of running batch runs.");
    }

    /// <summary>Replaces what is shown.</summary>
    public void Show(IEnumerable<BatchProgress> runs) => Volatile.Write(ref _shown, [.. runs]);

    public void Dispose()
    {
        // A factory owns the meters that it makes.
        if (_ownsMeter)
        {
            _meter.Dispose();
        }
    }

    // By skill: ids of runs would be series without end.
    private IEnumerable<Measurement<T>> Measure<T>(Func<IEnumerable<BatchProgress>, T> number)
        where T : struct => Volatile.Read(ref _shown)
        .GroupBy(static p => p.Run.Skill, StringComparer.Ordinal)
        .Select(skill => new Measurement<T>(number(skill), new KeyValuePair<string, object?>("skills.skill.name", skill.Key)));
}
