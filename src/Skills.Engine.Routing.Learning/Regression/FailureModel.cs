namespace Skills.Engine.Routing.Learning.Regression;

/// <summary>
/// What is learned of how often models of one kind fail, weak or strong ones. Every fifth outcome is held back: it is predicted and compared,
/// never trained on, and says whether the regression beats the built-in estimate. Not thread-safe.
/// </summary>
internal sealed class FailureModel
{
    private const int HeldBackEvery = 5;

    // Old comparisons fade, so that a skill that changed is noticed.
    private const double Forgetting = 0.995;
    private const double PriorStep = 0.05;
    private const double LeastSlope = 0.1;
    private const double MostLogOdds = 4;

    private GramRegression _regression = new();
    private double _slope = 0.5;
    private double _offset = -1;
    private double _weight;
    private double _lossPrior;
    private double _lossLearned;
    private double _squares;
    private double _failed;

    /// <summary>Gets the number of outcomes taken in.</summary>
    public int Seen { get; private set; }

    /// <summary>Gets the number of outcomes compared and not trained on.</summary>
    public int HeldBack { get; private set; }

    /// <summary>Gets the mean log loss of the built-in estimate on the outcomes held back; null before the first.</summary>
    public double? LossPrior => _weight > 0 ? _lossPrior / _weight : null;

    /// <summary>Gets the mean log loss of the regression on the same.</summary>
    public double? LossLearned => _weight > 0 ? _lossLearned / _weight : null;

    /// <summary>Gets the share of outcomes that failed.</summary>
    public double Rate => Seen == 0 ? 0 : _failed / Seen;

    /// <summary>Returns whether the regression is better by more than the standard error of the mean difference.</summary>
    public bool IsOn(int fewestHeldBack)
    {
        if (HeldBack < fewestHeldBack || _weight <= 1)
        {
            return false;
        }

        var gain = (_lossPrior - _lossLearned) / _weight;
        var variance = Math.Max(0, (_squares / _weight) - (gain * gain));
        return gain > Math.Sqrt(variance / _weight);
    }

    /// <summary>Returns the probability that a model of this kind fails.</summary>
    public double Failure(PromptGrams grams) => Logistic.Of(_regression.Score(grams));

    /// <summary>Returns the log-odds at which the built-in estimate would say the same as a probability of failure.</summary>
    public double OnBuiltInScale(double failure)
    {
        var bounded = Math.Clamp(failure, Logistic.Of(-MostLogOdds), Logistic.Of(MostLogOdds));
        return Math.Clamp((Math.Log(bounded / (1 - bounded)) - _offset) / Math.Max(LeastSlope, _slope), -MostLogOdds, MostLogOdds);
    }

    /// <summary>Takes an outcome in.</summary>
    /// <param name="grams">The prompt.</param>
    /// <param name="failure">1 when the model failed, else 0; between for doubt.</param>
    public void Learn(PromptGrams grams, double failure)
    {
        _failed += failure;
        if (++Seen % HeldBackEvery == 0)
        {
            Compare(Logistic.Loss(Calibrated(grams), failure), Logistic.Loss(_regression.Score(grams), failure));
            return;
        }

        // The built-in estimate gets the same chance to fit the base rate of this skill.
        var error = Logistic.Of(Calibrated(grams)) - failure;
        _slope -= PriorStep * error * grams.Prior / 3;
        _offset -= PriorStep * error;
        _regression.Learn(grams, failure);
    }

    public void Write(BinaryWriter writer)
    {
        foreach (var number in (double[])[_slope, _offset, _weight, _lossPrior, _lossLearned, _squares, _failed])
        {
            writer.Write(number);
        }

        writer.Write(Seen);
        writer.Write(HeldBack);
        _regression.Write(writer);
    }

    /// <exception cref="InvalidDataException">What was read was not written by <see cref="Write"/>.</exception>
    public static FailureModel Read(BinaryReader reader)
    {
        var numbers = Enumerable.Range(0, 7).Select(_ => reader.ReadDouble()).ToList();
        if (!numbers.TrueForAll(double.IsFinite))
        {
            throw new InvalidDataException("The learned difficulty contains a sum that is not a number.");
        }

        return new()
        {
            _slope = numbers[0],
            _offset = numbers[1],
            _weight = numbers[2],
            _lossPrior = numbers[3],
            _lossLearned = numbers[4],
            _squares = numbers[5],
            _failed = numbers[6],
            Seen = Math.Max(0, reader.ReadInt32()),
            HeldBack = Math.Max(0, reader.ReadInt32()),
            _regression = GramRegression.Read(reader),
        };
    }

    private double Calibrated(PromptGrams grams) => (_slope * grams.Prior) + _offset;

    private void Compare(double prior, double learned)
    {
        HeldBack++;
        _weight = (_weight * Forgetting) + 1;
        _lossPrior = (_lossPrior * Forgetting) + prior;
        _lossLearned = (_lossLearned * Forgetting) + learned;
        _squares = (_squares * Forgetting) + ((prior - learned) * (prior - learned));
    }
}
