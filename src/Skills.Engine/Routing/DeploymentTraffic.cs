namespace Skills.Engine.Routing;

/// <summary>Attempts, errors, cost and the latest latencies of one deployment since the start of the process. Thread-safe.</summary>
internal sealed class DeploymentTraffic
{
    private const int Samples = 256;

    private readonly Lock _gate = new();
    private readonly Dictionary<ModelErrorKind, long> _errors = [];
    private float[] _latencies = [];
    private long _attempts;
    private long _answers;
    private Cost _cost = Cost.Zero;

    /// <summary>Counts an attempt that ended.</summary>
    /// <param name="error">Null when the model answered.</param>
    /// <param name="latencyMs">Duration in milliseconds; it counts when the model answered.</param>
    /// <param name="cost">What is known of its cost.</param>
    public void Add(ModelErrorKind? error, double latencyMs, Cost cost)
    {
        lock (_gate)
        {
            _attempts++;
            _cost += cost;
            if (error is { } kind)
            {
                _errors[kind] = _errors.GetValueOrDefault(kind) + 1;
                return;
            }

            // Most models of a catalog are never asked.
            _latencies = _latencies.Length > 0 ? _latencies : new float[Samples];
            _latencies[_answers++ % Samples] = (float)latencyMs;
        }
    }

    /// <summary>Returns the counts and the percentiles of the latest answers.</summary>
    public TrafficReport Report()
    {
        lock (_gate)
        {
            var latest = _latencies.AsSpan(0, (int)Math.Min(_answers, _latencies.Length)).ToArray();
            latest.Sort();
            return new(_attempts, new Dictionary<ModelErrorKind, long>(_errors).AsReadOnly(), _cost)
            {
                LatencyP50 = At(latest, 0.5),
                LatencyP95 = At(latest, 0.95),
            };
        }
    }

    private static TimeSpan? At(float[] sorted, double share) =>
        sorted.Length == 0 ? null : TimeSpan.FromMilliseconds(sorted[(int)Math.Ceiling(share * sorted.Length) - 1]);
}
