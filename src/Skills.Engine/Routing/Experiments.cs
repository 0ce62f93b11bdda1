using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Skills.Engine.Routing;

/// <summary>The experiments: which caller gets which model, the outcomes, and when to stop. Thread-safe.</summary>
internal sealed class Experiments(IOptions<SkillsEngineOptions> options, TaskStatistics statistics, ModelCatalog catalog, ILogger<Experiments> logger)
{
    private readonly IList<RoutingExperiment> _experiments = options.Value.Routing.Experiments;
    private readonly ConcurrentDictionary<string, ExperimentState> _ended = new();

    /// <summary>Whether there are any; false costs a decision nothing.</summary>
    public bool Any => _experiments.Count > 0;

    /// <summary>The first experiment that concerns a request, and the arm its caller belongs to; null when none does.</summary>
    public ExperimentChoice? Choose(RoutingRequest request, ulong draw)
    {
        foreach (var experiment in _experiments)
        {
            if (!Concerns(experiment.Category, experiment.Skill, request.Skill))
            {
                continue;
            }

            switch (_ended.GetValueOrDefault(experiment.Name))
            {
                case ExperimentState.NoDifference:
                    continue;
                case ExperimentState.ControlWon:
                    return new(experiment.Control, experiment.Control, null);
                case ExperimentState.TreatmentWon:
                    return new(experiment.Treatment, experiment.Treatment, null);
                default:
                    return PlaceOf(experiment.Name, request.Context, draw) < experiment.Share
                        ? new(experiment.Treatment, experiment.Control, experiment.Name + ":treatment")
                        : new(experiment.Control, experiment.Treatment, experiment.Name + ":control");
            }
        }

        return null;
    }

    /// <summary>Counts an outcome and ends its experiment when that decides it.</summary>
    public void Count(string label, double quality)
    {
        statistics.Add("", "", TaskStatistics.ExperimentPrefix + label, quality);
        if (_experiments.FirstOrDefault(e => label.AsSpan(0, label.LastIndexOf(':')).SequenceEqual(e.Name)) is { } experiment
            && !_ended.ContainsKey(experiment.Name)
            && Report(experiment) is { State: not ExperimentState.Running } report
            && _ended.TryAdd(experiment.Name, report.State))
        {
            RoutingLog.ExperimentEnded(logger, experiment.Name, report.State, report.Difference, report.PValue);
        }
    }

    /// <summary>The state of every experiment.</summary>
    public IReadOnlyList<ExperimentReport> Reports() => [.. _experiments.Select(Report)];

    /// <summary>Whether a rule for a category and a skill concerns a skill.</summary>
    public static bool Concerns(string? category, string? skillId, Skill skill) =>
        (category is null || string.Equals(category, skill.Category, StringComparison.OrdinalIgnoreCase)) && (skillId is null || skillId == skill.Id);

    private ExperimentReport Report(RoutingExperiment experiment)
    {
        var control = SumsOf(experiment, "control");
        var treatment = SumsOf(experiment, "treatment");
        var enough = Math.Min(control.Weight, treatment.Weight) >= experiment.MinimumOutcomes;
        var p = enough ? SequentialTest.PValue(control, treatment) : 1;
        var margin = SequentialTest.Margin(control, treatment, experiment.Significance);
        var difference = SequentialTest.Mean(treatment) - SequentialTest.Mean(control);
        return new()
        {
            Name = experiment.Name,
            State = _ended.TryGetValue(experiment.Name, out var ended) ? ended : StateOf(experiment, p, difference, control.Weight + treatment.Weight),
            Control = new(NameOf(experiment.Control), control.Weight, SequentialTest.Mean(control)),
            Treatment = new(NameOf(experiment.Treatment), treatment.Weight, SequentialTest.Mean(treatment)),
            PValue = p,
            Interval = (Math.Max(-1, difference - margin), Math.Min(1, difference + margin)),
        };
    }

    private static ExperimentState StateOf(RoutingExperiment experiment, double p, double difference, double outcomes) =>
        p <= experiment.Significance ? (difference > 0 ? ExperimentState.TreatmentWon : ExperimentState.ControlWon)
        : outcomes >= experiment.MaximumOutcomes ? ExperimentState.NoDifference
        : ExperimentState.Running;

    private (double Good, double Squares, double Weight) SumsOf(RoutingExperiment experiment, string arm) =>
        statistics.Find("", "", $"{TaskStatistics.ExperimentPrefix}{experiment.Name}:{arm}")?.Sums ?? default;

    private string NameOf(string idOrAlias) => catalog.Find(idOrAlias)?.Id ?? idOrAlias;

    // A caller stays where the name of experiment and caller put him, in every process; one without a name is drawn each time.
    private static double PlaceOf(string experiment, SkillExecutionContext context, ulong draw)
    {
        var hash = context.UserId is null && context.TenantId is null ? Draws.Mix(draw ^ 0xE4) : Hash(experiment, context.TenantId ?? "", context.UserId ?? "");
        return (hash >> 11) / (double)(1UL << 53);
    }

    private static ulong Hash(params ReadOnlySpan<string> parts)
    {
        var hash = 14695981039346656037UL;
        foreach (var part in parts)
        {
            foreach (var c in part)
            {
                hash = (hash ^ c) * 1099511628211;
            }

            hash = (hash ^ 0x1F) * 1099511628211;
        }

        return Draws.Mix(hash);
    }
}

/// <summary>The model an experiment puts first.</summary>
/// <param name="Model">Its id or alias.</param>
/// <param name="Other">The other arm's, which must be usable too: otherwise the two would not be comparable.</param>
/// <param name="Label">Experiment and arm; null when it has ended and nothing is counted.</param>
internal sealed record ExperimentChoice(string Model, string Other, string? Label);
