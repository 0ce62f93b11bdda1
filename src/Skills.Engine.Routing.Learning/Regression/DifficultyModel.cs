namespace Skills.Engine.Routing.Learning.Regression;

/// <summary>
/// What is learned of one skill or of the host. Every fifth outcome is held back: it is predicted and compared, never trained on, and says
/// whether the regression beats the built-in estimate. Thread-safe.
/// </summary>
internal sealed class DifficultyModel(int fewestHeldBack)
{
    private const int HeldBackEvery = 5;

    // Old comparisons fade, so that a skill that changed is noticed.
    private const double Forgetting = 0.995;
    private const double PriorStep = 0.05;
    private const double LeastSlope = 0.1;
    private const double MostLogOdds = 4;

    private readonly Lock _gate = new();
    private GramRegression _regression = new();
    private double _slope = 0.5;
    private double _offset = -1;
    private int _seen;
    private int _heldBack;
    private double _weight;
    private double _lossPrior;
    private double _lossLearned;
    private double _squares;

    /// <summary>Returns the log-odds of difficulty, on the scale of the built-in estimate; null while that one is better.</summary>
    public double? Estimate(PromptGrams grams)
    {
        lock (_gate)
        {
            return IsOn ? Rescaled(_regression.Score(grams)) : null;
        }
    }

    /// <summary>Returns the log-odds of the regression whether it is used or not.</summary>
    public double Score(PromptGrams grams)
    {
        lock (_gate)
        {
            return _regression.Score(grams);
        }
    }

    /// <summary>Takes an outcome in.</summary>
    public void Learn(PromptGrams grams, double target)
    {
        lock (_gate)
        {
            if (++_seen % HeldBackEvery == 0)
            {
                Compare(Logistic.Loss(Calibrated(grams), target), Logistic.Loss(_regression.Score(grams), target));
                return;
            }

            // The built-in estimate gets the same chance to fit the base rate of this skill.
            var error = Logistic.Of(Calibrated(grams)) - target;
            _slope -= PriorStep * error * grams.Prior / 3;
            _offset -= PriorStep * error;
            _regression.Learn(grams, target);
        }
    }

    /// <summary>Returns what can be said of the model.</summary>
    public LearnedDifficultyState StateOf(string? skill)
    {
        lock (_gate)
        {
            return new(skill, _seen, _heldBack, IsOn, _weight > 0 ? _lossPrior / _weight : null, _weight > 0 ? _lossLearned / _weight : null);
        }
    }

    public void Write(BinaryWriter writer)
    {
        lock (_gate)
        {
            foreach (var number in (double[])[_slope, _offset, _weight, _lossPrior, _lossLearned, _squares])
            {
                writer.Write(number);
            }

            writer.Write(_seen);
            writer.Write(_heldBack);
            _regression.Write(writer);
        }
    }

    /// <exception cref="InvalidDataException">What was read was not written by <see cref="Write"/>.</exception>
    public static DifficultyModel Read(BinaryReader reader, int fewestHeldBack)
    {
        var numbers = Enumerable.Range(0, 6).Select(_ => reader.ReadDouble()).ToList();
        if (!numbers.TrueForAll(double.IsFinite))
        {
            throw new InvalidDataException("The learned difficulty contains a sum that is not a number.");
        }

        return new(fewestHeldBack)
        {
            _slope = numbers[0],
            _offset = numbers[1],
            _weight = numbers[2],
            _lossPrior = numbers[3],
            _lossLearned = numbers[4],
            _squares = numbers[5],
            _seen = reader.ReadInt32(),
            _heldBack = reader.ReadInt32(),
            _regression = GramRegression.Read(reader),
        };
    }

    // Better by more than the standard error of the mean difference.
    private bool IsOn
    {
        get
        {
            if (_heldBack < fewestHeldBack || _weight <= 1)
            {
                return false;
            }

            var gain = (_lossPrior - _lossLearned) / _weight;
            var variance = Math.Max(0, (_squares / _weight) - (gain * gain));
            return gain > Math.Sqrt(variance / _weight);
        }
    }

    private double Calibrated(PromptGrams grams) => (_slope * grams.Prior) + _offset;

    // The log-odds at which the built-in estimate would say the same.
    private double Rescaled(double learned) => Math.Clamp((learned - _offset) / Math.Max(LeastSlope, _slope), -MostLogOdds, MostLogOdds);

    private void Compare(double prior, double learned)
    {
        _heldBack++;
        _weight = (_weight * Forgetting) + 1;
        _lossPrior = (_lossPrior * Forgetting) + prior;
        _lossLearned = (_lossLearned * Forgetting) + learned;
        _squares = (_squares * Forgetting) + ((prior - learned) * (prior - learned));
    }
}
