namespace Skills.Engine.Routing.Learning.Regression;

/// <summary>
/// What is learned of one skill or of the host. Weak and strong models are learned apart: a request needs a strong model when weak ones
/// fail at it and strong ones do not, and one outcome says something of one of them only. Thread-safe.
/// </summary>
internal sealed class DifficultyModel(int fewestHeldBack)
{
    private readonly Lock _gate = new();
    private FailureModel _weak = new();

    // Made when the first strong model answers; many skills never see one.
    private FailureModel? _strong;

    /// <summary>Returns the log-odds of difficulty, on the scale of the built-in estimate; null while that one is better.</summary>
    public double? Estimate(PromptGrams grams)
    {
        lock (_gate)
        {
            if (!_weak.IsOn(fewestHeldBack))
            {
                return null;
            }

            // Where a strong model fails more often than it usually does, it helps that much less.
            var helpless = _strong is { } strong && strong.IsOn(fewestHeldBack) ? strong.Failure(grams) - strong.Rate : 0;
            return _weak.OnBuiltInScale(_weak.Failure(grams) - helpless);
        }
    }

    /// <summary>Takes an outcome in.</summary>
    /// <param name="grams">The prompt.</param>
    /// <param name="isStrong">Whether a strong model answered.</param>
    /// <param name="failure">1 when it failed, else 0; between for doubt.</param>
    public void Learn(PromptGrams grams, bool isStrong, double failure)
    {
        lock (_gate)
        {
            (isStrong ? _strong ??= new() : _weak).Learn(grams, failure);
        }
    }

    /// <summary>Returns what can be said of the model.</summary>
    public LearnedDifficultyState StateOf(string? skill)
    {
        lock (_gate)
        {
            return new(skill, _weak.Seen + (_strong?.Seen ?? 0), _weak.HeldBack + (_strong?.HeldBack ?? 0), _weak.IsOn(fewestHeldBack), _weak.LossPrior, _weak.LossLearned);
        }
    }

    public void Write(BinaryWriter writer)
    {
        lock (_gate)
        {
            _weak.Write(writer);
            writer.Write(_strong is not null);
            _strong?.Write(writer);
        }
    }

    /// <exception cref="InvalidDataException">What was read was not written by <see cref="Write"/>.</exception>
    public static DifficultyModel Read(BinaryReader reader, int fewestHeldBack) => new(fewestHeldBack)
    {
        _weak = FailureModel.Read(reader),
        _strong = reader.ReadBoolean() ? FailureModel.Read(reader) : null,
    };
}
