using System.Diagnostics.Metrics;

namespace Skills.Reliability.Tests.Workers;

/// <summary>Sums of the engine's own counters in this process.</summary>
internal sealed class WorkerCounters : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, long> _sums = [];
    private readonly Lock _gate = new();

    public WorkerCounters()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == SkillDiagnostics.MeterName && instrument is Counter<long>)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            lock (_gate)
            {
                _sums[instrument.Name] = _sums.GetValueOrDefault(instrument.Name) + value;
            }
        });
        _listener.Start();
    }

    public long this[string name]
    {
        get
        {
            lock (_gate)
            {
                return _sums.GetValueOrDefault(name);
            }
        }
    }

    public void Dispose() => _listener.Dispose();
}
