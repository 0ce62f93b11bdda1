using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;

namespace Skills.Engine.Routing;

/// <summary>Remembers which model ran what, and lets ratings that come later correct what was learned. Thread-safe.</summary>
internal sealed class FeedbackRecorder(TaskStatistics statistics, ModelCatalog catalog, IDifficultyEstimator difficulties, IOptions<SkillsEngineOptions> options)
{
    /// <summary>Executions remembered; older ones need their model named.</summary>
    public const int Remembered = 10_000;

    // An estimate may hold what was read of its prompt, some kilobytes.
    private const int RememberedEstimates = 1000;

    // What a person says counts more than what a schema says.
    private const double RatingShare = 0.7;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Run> _runs = [];
    private readonly Queue<string> _order = new();
    private readonly Queue<Run> _estimates = new();

    /// <summary>Notes an answer of an execution; the last one is what a rating is about.</summary>
    /// <param name="executionId">Its id.</param>
    /// <param name="tenant">Whose execution it is; null without tenants.</param>
    /// <param name="outcome">The outcome that was reported to the router.</param>
    /// <param name="quality">What was learned from it, 0 to 1.</param>
    public void Remember(string executionId, string? tenant, RoutingOutcome outcome, double quality)
    {
        var run = new Run(outcome.Model.Provider, outcome.Model.Id, outcome.Category, quality)
        {
            Tenant = tenant,
            Experiment = outcome.Experiment,
            Outcome = outcome,
            SkillTask = outcome.SkillId is { } skill ? statistics.TaskOf(skill, outcome.Difficulty) : null,
        };
        lock (_gate)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_runs, executionId, out var isKnown) = run;
            _estimates.Enqueue(run);
            if (_estimates.Count > RememberedEstimates)
            {
                _estimates.Dequeue().Outcome = null;
            }

            if (!isKnown)
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
    /// <returns>False when the execution is not remembered and the feedback does not name category and a model of the catalog.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rating is not from 0 to 1.</exception>
    public bool Record(SkillFeedback feedback)
    {
        ArgumentNullException.ThrowIfNull(feedback);
        if (!(feedback.Rating >= 0 && feedback.Rating <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(feedback), feedback.Rating, "A rating is a number from 0 to 1.");
        }

        lock (_gate)
        {
            if (_runs.TryGetValue(feedback.ExecutionId, out var run))
            {
                if (feedback.TenantId is { } tenant && tenant != (run.Tenant ?? ""))
                {
                    return false;
                }

                var quality = (RatingShare * feedback.Rating) + ((1 - RatingShare) * run.Checked);
                Correct(run, quality);
                run.Quality = quality;
                return true;
            }
        }

        // Unknown names would fill the memory.
        if (feedback is { ModelId: { } model, ModelProvider: { } provider, Category: { } category } && Known(provider, model) is { } known)
        {
            if (options.Value.Routing.Learning.Enabled)
            {
                statistics.Add(known.Provider, known.Id, statistics.TaskOf(category), feedback.Rating);
            }

            return true;
        }

        return false;
    }

    private void Correct(Run run, double quality)
    {
        if (options.Value.Routing.Learning.Enabled)
        {
            statistics.Correct(run.Provider, run.Model, statistics.TaskOf(run.Category), run.Quality, quality);
            if (run.Outcome is { } outcome)
            {
                difficulties.Learn(outcome, quality);
            }

            if (run.SkillTask is { } task)
            {
                statistics.Correct(run.Provider, run.Model, task, run.Quality, quality);
            }
        }

        if (run.Experiment is { } arm)
        {
            statistics.Correct("", "", TaskStatistics.ExperimentPrefix + arm, run.Quality, quality);
        }
    }

    private ModelDefinition? Known(string provider, string model) =>
        catalog.Models.FirstOrDefault(m => m.Id == model && string.Equals(m.Provider, provider, StringComparison.OrdinalIgnoreCase)) ?? catalog.Find($"{provider}/{model}");

    // Checked is what schema and rules said, before any rating.
    private sealed record Run(string Provider, string Model, string Category, double Checked)
    {
        public double Quality { get; set; } = Checked;

        public string? Tenant { get; init; }

        public string? Experiment { get; init; }

        // Null when it is too long ago.
        public RoutingOutcome? Outcome { get; set; }

        public string? SkillTask { get; init; }
    }
}
