namespace Skills.Engine.Routing;

/// <summary>Outcomes of one model at one task, with forgetting. Thread-safe; reads take no lock.</summary>
internal sealed class TaskCell
{
    private readonly Lock _gate = new();
    private readonly LearningOptions _options;
    private readonly bool _forgets;
    private double _good;
    private double _squares;
    private double _weight;
    private double _sentGood;
    private double _sentSquares;
    private double _sentWeight;
    private long _at;
    private double _mean;
    private double _deviation;

    public TaskCell(LearningOptions options, bool forgets)
    {
        _options = options;
        _forgets = forgets;
        Publish();
    }

    /// <summary>Mean of the belief about quality, 0 to 1; the prior's before the first outcome.</summary>
    public double Mean => Volatile.Read(ref _mean);

    /// <summary>Mean of the belief when another quality than the usual prior was expected before the first outcome.</summary>
    public double MeanFrom(double prior) => Mean - (_options.PriorWeight * (_options.PriorQuality - prior) / (_options.PriorWeight + Weight));

    /// <summary>Standard deviation of the belief.</summary>
    public double Deviation => Volatile.Read(ref _deviation);

    /// <summary>Outcomes that count.</summary>
    public double Weight => Volatile.Read(ref _weight);

    /// <summary>Sums as they are: quality, squares, number.</summary>
    public (double Good, double Squares, double Weight) Sums
    {
        get
        {
            lock (_gate)
            {
                return (_good, _squares, _weight);
            }
        }
    }

    public void Add(double quality, double weight, long now)
    {
        lock (_gate)
        {
            Age(now);
            _good += quality * weight;
            _squares += quality * quality * weight;
            _weight += weight;
            _sentGood += quality * weight;
            _sentSquares += quality * quality * weight;
            _sentWeight += weight;
            Publish();
        }
    }

    /// <summary>Corrects the quality of an outcome already counted, as when a user rates it later.</summary>
    public void Correct(double from, double to, long now)
    {
        lock (_gate)
        {
            Age(now);
            _good = Math.Max(0, _good + to - from);
            _squares = Math.Max(0, _squares + (to * to) - (from * from));
            _sentGood += to - from;
            _sentSquares += (to * to) - (from * from);
            Publish();
        }
    }

    /// <summary>Takes what was not shared yet; zero weight when nothing.</summary>
    public (double Good, double Squares, double Weight) TakeUnsent()
    {
        lock (_gate)
        {
            var unsent = (_sentGood, _sentSquares, _sentWeight);
            (_sentGood, _sentSquares, _sentWeight) = (0, 0, 0);
            return unsent;
        }
    }

    /// <summary>Puts back what could not be shared.</summary>
    public void PutBack(double good, double squares, double weight)
    {
        lock (_gate)
        {
            _sentGood += good;
            _sentSquares += squares;
            _sentWeight += weight;
        }
    }

    /// <summary>Replaces the sums by everyone's, plus what was learned here meanwhile.</summary>
    public void Merge(double good, double squares, double weight, long now)
    {
        lock (_gate)
        {
            (_good, _squares, _weight, _at) = (good + _sentGood, squares + _sentSquares, weight + _sentWeight, now);
            Bound();
            Publish();
        }
    }

    private void Age(long now)
    {
        if (_forgets && _at != 0 && now > _at)
        {
            Scale(Math.Pow(0.5, (double)(now - _at) / _options.HalfLife.Ticks));
        }

        _at = now;
        Bound();
    }

    private void Bound()
    {
        if (_forgets && _weight > _options.MaxWeight)
        {
            Scale(_options.MaxWeight / _weight);
        }
    }

    private void Scale(double factor)
    {
        _good *= factor;
        _squares *= factor;
        Volatile.Write(ref _weight, _weight * factor);
    }

    // The belief is a Beta distribution; its mean and deviation are all that a draw needs.
    private void Publish()
    {
        var alpha = Math.Max(1e-9, (_options.PriorWeight * _options.PriorQuality) + Math.Clamp(_good, 0, _weight));
        var beta = Math.Max(1e-9, (_options.PriorWeight * (1 - _options.PriorQuality)) + Math.Max(0, _weight - _good));
        var sum = alpha + beta;
        Volatile.Write(ref _mean, alpha / sum);
        Volatile.Write(ref _deviation, Math.Sqrt(alpha * beta / (sum * sum * (sum + 1))));
    }
}
