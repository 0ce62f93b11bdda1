using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using static Skills.Engine.SkillDiagnostics;

namespace Skills.Engine.Diagnostics;

/// <summary>The meter and its instruments. An instrument without listeners costs one field read.</summary>
internal sealed class SkillInstruments : IDisposable
{
    private static readonly double[] Seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160];
    private static readonly double[] StepSeconds = [0.00005, 0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 40, 160];

    private readonly Meter _meter;
    private readonly bool _ownsMeter;
    private readonly BoundedNames _skills;
    private readonly ConcurrentDictionary<(string Provider, string Model), bool> _breakers = new();
    private readonly ConcurrentDictionary<string, StrongBox<long>> _queues = new(StringComparer.Ordinal);
    private readonly Counter<long> _executions;
    private readonly Histogram<double> _executionDuration;
    private readonly Histogram<double> _stepDuration;
    private readonly Counter<long> _tokens;
    private readonly Counter<double> _cost;
    private readonly Counter<long> _cacheRequests;
    private readonly Counter<long> _validationFailures;
    private readonly Counter<long> _ruleFailures;
    private readonly Counter<long> _repairs;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _fallbacks;
    private readonly Counter<long> _logWritten;
    private readonly Counter<long> _logLost;
    private long _inFlight;

    /// <param name="meters">The host's factory; null makes a meter of its own.</param>
    /// <param name="maxSkills">How many skills are counted separately.</param>
    public SkillInstruments(IMeterFactory? meters, int maxSkills)
    {
        _meter = meters?.Create(MeterName, Version) ?? new Meter(MeterName, Version);
        _ownsMeter = meters is null;
        _skills = new(maxSkills);

        _executions = _meter.CreateCounter<long>(Metrics.Executions, "{execution}", "Finished executions by status.");
        _executionDuration = _meter.CreateHistogram(Metrics.ExecutionDuration, "s", "Duration of executions.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });
        _stepDuration = _meter.CreateHistogram(Metrics.StepDuration, "s", "Duration of the eight steps.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = StepSeconds });
        _tokens = _meter.CreateCounter<long>(Metrics.Tokens, "{token}", "Tokens by kind; the kinds do not overlap.");
        _cost = _meter.CreateCounter<double>(Metrics.Cost, "{USD}", "Known cost of attempts.");
        _cacheRequests = _meter.CreateCounter<long>(Metrics.CacheRequests, "{request}", "Cache lookups by outcome.");
        _validationFailures = _meter.CreateCounter<long>(Metrics.ValidationFailures, "{failure}", "Findings against the input and output schemas in failed executions.");
        _ruleFailures = _meter.CreateCounter<long>(Metrics.RuleFailures, "{failure}", "Rules that failed.");
        _repairs = _meter.CreateCounter<long>(Metrics.Repairs, "{repair}", "Repairs made while reading replies.");
        _attempts = _meter.CreateCounter<long>(Metrics.Attempts, "{attempt}", "Attempts at models by reason and error.");
        _retries = _meter.CreateCounter<long>(Metrics.Retries, "{retry}", "Attempts repeated at the same model.");
        _fallbacks = _meter.CreateCounter<long>(Metrics.Fallbacks, "{fallback}", "Attempts that moved on to this model from another.");
        _logWritten = _meter.CreateCounter<long>(Metrics.LogWritten, "{record}", "Records an execution log has taken.");
        _logLost = _meter.CreateCounter<long>(Metrics.LogLost, "{record}", "Records an execution log did not get.");

        _meter.CreateObservableUpDownCounter(Metrics.InFlight, () => Volatile.Read(ref _inFlight), "{execution}", "Executions under way.");
        _meter.CreateObservableGauge(Metrics.BreakerState, BreakerStates, null, "1 while calls are held back from a model, otherwise 0.");
        _meter.CreateObservableUpDownCounter(Metrics.QueueLength, QueueLengths, "{item}", "Items waiting by queue.");
        GenAi = new(_meter);
    }

    public GenAiInstruments GenAi { get; }

    public static string Version { get; } = typeof(SkillInstruments).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    public void Started() => Interlocked.Increment(ref _inFlight);

    public void Ended(Skill skill, SkillResult result)
    {
        Interlocked.Decrement(ref _inFlight);

        if (_executions.Enabled || _executionDuration.Enabled)
        {
            // A name the catalog does not know comes from the caller, which may have many.
            var name = result.Errors is [{ Code: "skill.not_found" }, ..] ? BoundedNames.Other : _skills.Of(skill.Slug);
            var tags = new TagList { { Tags.SkillName, name }, { Tags.Status, WireNames<ExecutionStatus>.Of(result.Status) } };
            if (result.Status != ExecutionStatus.Success)
            {
                tags.Add(Tags.ErrorType, ErrorType(result));
            }

            _executions.Add(1, tags);
            _executionDuration.Record(result.LatencyMs / 1000, tags);
        }

        Findings(skill, result);
        Repaired(skill, result.Edits);
    }

    public void StepLeft(SkillStep step, double milliseconds)
    {
        if (_stepDuration.Enabled)
        {
            _stepDuration.Record(milliseconds / 1000, new KeyValuePair<string, object?>(Tags.Step, WireNames<SkillStep>.Of(step)));
        }
    }

    public void CacheLookedUp(Skill skill, CacheOutcome outcome)
    {
        if (_cacheRequests.Enabled)
        {
            _cacheRequests.Add(1, new(Tags.SkillName, _skills.Of(skill.Slug)), new(Tags.CacheOutcome, WireNames<CacheOutcome>.Of(outcome)));
        }
    }

    public void Attempted(string skill, SkillAttempt attempt)
    {
        if (_attempts.Enabled)
        {
            var tags = new TagList { { Tags.Model, attempt.ModelId }, { Tags.Provider, attempt.ModelProvider }, { Tags.AttemptReason, attempt.Reason } };
            if (attempt.Error is { } error)
            {
                tags.Add(Tags.ErrorType, WireNames<ModelErrorKind>.Of(error));
            }

            _attempts.Add(1, tags);
        }

        if (_cost.Enabled && attempt.Cost.Usd is { } usd)
        {
            _cost.Add((double)usd, new(Tags.SkillName, _skills.Of(skill)), new(Tags.Model, attempt.ModelId), new(Tags.Provider, attempt.ModelProvider));
        }

        if (_tokens.Enabled && attempt.Usage is { } usage)
        {
            AddTokens(skill, attempt, usage);
        }
    }

    public void AskedAgain(string model, string provider, string reason) =>
        (reason == "retry" ? _retries : _fallbacks).Add(1, new(Tags.Model, model), new(Tags.Provider, provider));

    public void BreakerChanged(string provider, string model, bool isOpen) => _breakers[(provider, model)] = isOpen;

    public void QueueChanged(string queue, int by) => Interlocked.Add(ref _queues.GetOrAdd(queue, static _ => new()).Value, by);

    public void LogWritten(string sink, int records) => _logWritten.Add(records, new KeyValuePair<string, object?>(Tags.Sink, sink));

    public void LogLost(string sink, int records, string reason) => _logLost.Add(records, new(Tags.Sink, sink), new(Tags.ErrorType, reason));

    public void Dispose()
    {
        if (_ownsMeter)
        {
            _meter.Dispose();
        }
    }

    public static string ErrorType(SkillResult result) => result switch
    {
        { Status: ExecutionStatus.Timeout } => "timeout",
        { Status: ExecutionStatus.Canceled } => "canceled",
        { Errors: [var first, ..] } => first.Code,
        _ => "unknown",
    };

    private void Findings(Skill skill, SkillResult result)
    {
        if (_validationFailures.Enabled)
        {
            foreach (var error in result.Errors)
            {
                if (error.Step is SkillStep.ValidateInput or SkillStep.ValidateOutput)
                {
                    _validationFailures.Add(1, new(Tags.SkillName, _skills.Of(skill.Slug)), new(Tags.Step, WireNames<SkillStep>.Of(error.Step)), new(Tags.ErrorType, error.Code));
                }
            }
        }

        if (_ruleFailures.Enabled && result is { CacheHit: false, ValidationResult: { } rules })
        {
            foreach (var rule in rules.Rules)
            {
                if (rule is { Passed: false, Skipped: false })
                {
                    _ruleFailures.Add(1, new(Tags.SkillName, _skills.Of(skill.Slug)), new(Tags.Rule, rule.Type), new(Tags.RuleSeverity, WireNames<RuleSeverity>.Of(rule.Severity)));
                }
            }
        }
    }

    private void Repaired(Skill skill, IReadOnlyList<OutputEdit> edits)
    {
        if (_repairs.Enabled)
        {
            for (var i = 0; i < edits.Count; i++)
            {
                _repairs.Add(1, new(Tags.SkillName, _skills.Of(skill.Slug)), new(Tags.RepairName, edits[i].Name), new(Tags.RepairKind, WireNames<EditKind>.Of(edits[i].Kind)));
            }
        }
    }

    private void AddTokens(string skill, SkillAttempt attempt, TokenUsage usage)
    {
        var name = _skills.Of(skill);
        Add("input_uncached", usage.InputUncached);
        Add("cache_read", usage.CacheRead);
        Add("cache_write_5m", usage.CacheWrite5m);
        Add("cache_write_1h", usage.CacheWrite1h);
        Add("output_visible", usage.OutputVisible);
        Add("reasoning", usage.Reasoning);

        void Add(string kind, long? tokens)
        {
            if (tokens > 0)
            {
                _tokens.Add(tokens.Value, new TagList { { Tags.SkillName, name }, { Tags.Model, attempt.ModelId }, { Tags.Provider, attempt.ModelProvider }, { Tags.TokenKind, kind } });
            }
        }
    }

    private IEnumerable<Measurement<int>> BreakerStates() => _breakers.Select(static b =>
        new Measurement<int>(b.Value ? 1 : 0, new(Tags.Provider, b.Key.Provider), new(Tags.Model, b.Key.Model)));

    private IEnumerable<Measurement<long>> QueueLengths() => _queues.Select(static q =>
        new Measurement<long>(Volatile.Read(ref q.Value.Value), new KeyValuePair<string, object?>(Tags.Queue, q.Key)));
}
