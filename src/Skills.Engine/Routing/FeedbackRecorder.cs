using Microsoft.Extensions.Options;

namespace Skills.Engine.Routing;

/// <summary>Remembers which model ran what, and lets ratings that come later correct what was learned. Thread-safe.</summary>
internal sealed class FeedbackRecorder(TaskStatistics statistics, IOptions<SkillsEngineOptions> options)
{
    /// <summary>Executions remembered; older ones need their model named.</summary>
    public const int Remembered = 10_000;

    // What a person says counts more than what a schema says.
    private const double RatingShare = 0.7;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Run> _runs = [];
    private readonly Queue<string> _order = new();

    /// <summary>Notes a finished execution.</summary>
    /// <param name="executionId">Its id.</param>
    /// <param name="category">The skill's category.</param>
    /// <param name="model">The model that answered.</param>
    /// <param name="quality">What was learned from it, 0 to 1.</param>
    public void Remember(string executionId, string category, ModelDefinition model, double quality)
    {
        lock (_gate)
        {
            if (_runs.TryAdd(executionId, new(model.Provider, model.Id, category, quality)))
            {
                _order.Enqueue(executionId);
                if (_order.Count > Remembered)
                {
                    _runs.Remove(_order.Dequeue());
                }
            }
        }
    }

    /// <summary>Takes a rating in. A second rating of the same execution replaces the first.</summary>
    /// <returns>False when the execution is not remembered and the feedback does not name model and category.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rating is not from 0 to 1.</exception>
    public bool Record(SkillFeedback feedback)
    {
        ArgumentNullException.ThrowIfNull(feedback);
        if (!(feedback.Rating >= 0 && feedback.Rating <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(feedback), feedback.Rating, "A rating is a number from 0 to 1.");
        }

        if (!options.Value.Routing.Learning.Enabled)
        {
            return true;
        }

        lock (_gate)
        {
            if (_runs.TryGetValue(feedback.ExecutionId, out var run))
            {
                var quality = (RatingShare * feedback.Rating) + ((1 - RatingShare) * run.Checked);
                statistics.Correct(run.Provider, run.Model, statistics.TaskOf(run.Category), run.Quality, quality);
                _runs[feedback.ExecutionId] = run with { Quality = quality };
                return true;
            }
        }

        if (feedback is { ModelId: { } model, ModelProvider: { } provider, Category: { } category })
        {
            statistics.Add(provider, model, statistics.TaskOf(category), feedback.Rating);
            return true;
        }

        return false;
    }

    private sealed record Run(string Provider, string Model, string Category, double Quality)
    {
        // What schema and rules said, before any rating.
        public double Checked { get; init; } = Quality;
    }
}
