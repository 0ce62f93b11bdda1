using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Skills.Engine.Routing;
using static Skills.Engine.SkillDiagnostics;

namespace Skills.Engine.Diagnostics;

/// <summary>
/// Told what happens in an execution; makes spans, metrics and log messages of it and hands the result to the execution logs.
/// A singleton, thread-safe. Without listeners a call allocates nothing, and the spans it returns are null: every method takes null.
/// </summary>
internal sealed class SkillTelemetry : IQueueObserver, IDisposable
{
    private const string MaskProperty = "skills.mask";

    private readonly ActivitySource _source = new(ActivitySourceName, SkillInstruments.Version);
    private readonly SkillInstruments _instruments;
    private readonly bool _ownsInstruments;
    private readonly ExecutionLogWriter? _executionLog;
    private readonly ILogger _logger;
    private readonly HashSet<string> _selfTracing;
    private readonly bool _captureContent;
    private readonly bool _latestNames;

    /// <summary>Every part may be absent, so that a test needs no container.</summary>
    public SkillTelemetry(
        SkillInstruments? instruments = null,
        ExecutionLogWriter? executionLog = null,
        IOptions<SkillsEngineOptions>? options = null,
        ILoggerFactory? loggers = null,
        IConfiguration? configuration = null)
    {
        var settings = options?.Value.Diagnostics ?? new();
        _ownsInstruments = instruments is null;
        _instruments = instruments ?? new(null, settings.MaxSkillsInMetrics);
        _executionLog = executionLog;
        _logger = loggers?.CreateLogger(LogCategory) ?? NullLogger.Instance;
        _selfTracing = settings.SelfTracingProviders.ToHashSet(StringComparer.OrdinalIgnoreCase);
        _captureContent = settings.CaptureContent ?? string.Equals(Variable(configuration, Variables.CaptureContent), "true", StringComparison.OrdinalIgnoreCase);
        _latestNames = settings.LatestGenAiConventions
            ?? Variable(configuration, Variables.OptIn)?.Split(',', StringSplitOptions.TrimEntries).Contains(Variables.LatestGenAi, StringComparer.Ordinal)
            ?? false;
    }

    /// <summary>At the very start. The span is current until <see cref="ExecutionEnded"/>.</summary>
    /// <returns>The execution's span; null when there are no listeners.</returns>
    public Activity? ExecutionStarted(Skill skill, string executionId, SkillExecutionContext context)
    {
        _instruments.Started();
        _logger.ExecutionStarted(executionId, skill.Slug, skill.Version);

        return _source.HasListeners()
            ? ExecutionSpan.Start(_source, skill, executionId, context)
            : null;
    }

    /// <summary>After step 1, with defaults applied: without it no content is put on spans of a skill that has secret inputs, opted in or not.</summary>
    public void InputsAccepted(Activity? execution, Skill skill, JsonElement inputs)
    {
        if (_captureContent && execution is { IsAllDataRequested: true })
        {
            execution.SetCustomProperty(MaskProperty, ContentMask.For(skill, inputs));
        }
    }

    /// <summary>At the start of a step; as often as it is entered.</summary>
    /// <returns>The step's span; null when there are no listeners.</returns>
    public Activity? StepEntered(SkillStep step) => _source.HasListeners()
        ? _source.StartActivity(WireNames<SkillStep>.Of(step))
        : null;

    /// <summary>At the end of a step.</summary>
    /// <param name="span">What <see cref="StepEntered"/> returned.</param>
    /// <param name="step">The step.</param>
    /// <param name="milliseconds">How long it took.</param>
    /// <param name="errorCode">Why it failed; null when it did not.</param>
    public void StepLeft(Activity? span, SkillStep step, double milliseconds, string? errorCode = null)
    {
        _instruments.StepLeft(step, milliseconds);
        if (span is not null)
        {
            Fail(span, errorCode);
            span.Stop();
        }
    }

    /// <summary>When step 2 has its answer.</summary>
    public void CacheLookedUp(Activity? execution, Skill skill, CacheOutcome outcome)
    {
        _instruments.CacheLookedUp(skill, outcome);
        execution?.SetTag(Tags.CacheOutcome, WireNames<CacheOutcome>.Of(outcome));
    }

    /// <summary>When a part threw what it should not. The exception's sentence is left out: it may quote content.</summary>
    public void PartFailed(string executionId, SkillStep step, Exception problem) =>
        _logger.PartFailed(executionId, step, problem.GetType().FullName, problem.StackTrace);

    /// <summary>At the start of one try at a model; call it inside the try's own async method, since the span becomes current there.</summary>
    /// <returns>The try's span, kind client; null when there are no listeners.</returns>
    public Activity? AttemptStarted(ModelRequest request, int number, string reason, bool streaming)
    {
        if (reason is "retry" or "fallback")
        {
            _instruments.AskedAgain(request.Model.Id, request.Model.Provider, reason);
            AddEvent(reason == "retry" ? Events.Retry : Events.Fallback, request.Model);
        }

        return _source.HasListeners()
            ? AttemptSpan.Start(_source, request, number, reason, streaming, _selfTracing.Contains(request.Model.Provider))
            : null;
    }

    /// <summary>At the start of a call of a tool.</summary>
    /// <returns>The call's span; null when there are no listeners.</returns>
    public Activity? ToolStarted(string name, string callId)
    {
        if (!_source.HasListeners())
        {
            return null;
        }

        var tags = new TagList { { GenAi.OperationName, Spans.ExecuteTool }, { GenAi.ToolName, name }, { GenAi.ToolCallId, callId }, { GenAi.ToolType, "function" } };
        return _source.StartActivity(ActivityKind.Internal, tags: tags, name: $"{Spans.ExecuteTool} {name}");
    }

    /// <summary>At the end of a call of a tool. Neither arguments nor result are recorded.</summary>
    public void ToolEnded(Activity? span, string executionId, SkillToolRun run, bool isKnown)
    {
        // The name of a tool that does not exist is the model's own text.
        _logger.ToolEnded(executionId, isKnown ? run.Name : "unknown", run.Status, run.LatencyMs);
        if (run.Exception is { } problem and not SkillToolException)
        {
            _logger.ToolFailed(executionId, run.Name, problem.GetType().FullName, problem.StackTrace);
        }

        if (span is not null)
        {
            Fail(span, run.Status == SkillToolStatus.Succeeded ? null : WireNames<SkillToolStatus>.Of(run.Status));
            span.Stop();
        }
    }

    /// <summary>At the end of one try.</summary>
    /// <param name="span">What <see cref="AttemptStarted"/> returned.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="attempt">The try as it is kept in the result.</param>
    /// <param name="reply">The answer; null when it failed.</param>
    /// <param name="error">The failure; null when it answered.</param>
    public void AttemptEnded(Activity? span, ModelRequest request, SkillAttempt attempt, ModelReply? reply, ModelException? error)
    {
        _instruments.Attempted(request.Skill?.Slug ?? BoundedNames.Other, attempt);
        if (!_selfTracing.Contains(attempt.ModelProvider))
        {
            _instruments.GenAi.Record(_latestNames, AttemptSpan.Operation, AttemptSpan.ProviderName(attempt.ModelProvider), request, attempt, reply);
        }

        LogAttempt(attempt, error);
        if (span is not null)
        {
            AttemptSpan.Describe(span, attempt, reply, _latestNames ? GenAiNames.Latest : GenAiNames.Released);
            if (span.IsAllDataRequested && MaskFor(span, request.Skill) is { } mask)
            {
                MessageContent.Describe(span, request.Messages, reply, mask);
            }

            span.Stop();
        }
    }

    /// <summary>When a deployment's circuit opens or closes.</summary>
    public void BreakerChanged(ModelDefinition model, bool isOpen) => _instruments.BreakerChanged(model.Provider, model.Id, isOpen);

    /// <inheritdoc/>
    public void QueueChanged(string queue, int by) => _instruments.QueueChanged(queue, by);

    /// <summary>At the very end, also when the caller canceled: once for each <see cref="ExecutionStarted"/>.</summary>
    public void ExecutionEnded(Activity? span, Skill skill, SkillResult result)
    {
        _instruments.Ended(skill, result);
        LogEnd(skill, result);

        var traceId = (span ?? Activity.Current)?.TraceId.ToHexString();
        if (span is not null)
        {
            ExecutionSpan.Describe(span, skill, result);
            span.Stop();
        }

        _executionLog?.Write(skill, result, traceId);
    }

    /// <summary>Hands feedback to the execution logs; returns at once.</summary>
    public void FeedbackGiven(SkillFeedback feedback) => _executionLog?.Write(feedback);

    public void Dispose()
    {
        _source.Dispose();
        if (_ownsInstruments)
        {
            _instruments.Dispose();
        }
    }

    private void LogAttempt(SkillAttempt attempt, ModelException? error)
    {
        switch (attempt.Error)
        {
            case null:
                _logger.AttemptAnswered(attempt.ModelId, attempt.ModelProvider, attempt.Number, attempt.Reason, attempt.LatencyMs);
                break;
            case ModelErrorKind.Canceled:
                _logger.AttemptGivenUp(attempt.ModelId, attempt.ModelProvider, attempt.Number, attempt.Reason, attempt.LatencyMs);
                break;
            case { } kind:
                _logger.AttemptFailed(attempt.ModelId, attempt.ModelProvider, attempt.Number, attempt.Reason, attempt.LatencyMs, WireNames<ModelErrorKind>.Of(kind), (int?)error?.Status, attempt.RequestId ?? error?.RequestId);
                break;
        }
    }

    private static string? Variable(IConfiguration? configuration, string name) => configuration?[name] ?? Environment.GetEnvironmentVariable(name);

    private static void Fail(Activity span, string? errorCode)
    {
        if (errorCode is not null)
        {
            span.SetTag(Tags.ErrorType, errorCode);
            span.SetStatus(ActivityStatusCode.Error);
        }
    }

    private static void AddEvent(string name, ModelDefinition model)
    {
        if (Activity.Current is { IsAllDataRequested: true, Source.Name: ActivitySourceName } step)
        {
            step.AddEvent(new(name, tags: new() { { Tags.Model, model.Id }, { Tags.Provider, model.Provider } }));
        }
    }

    private ContentMask? MaskFor(Activity span, Skill? skill)
    {
        if (!_captureContent)
        {
            return null;
        }

        for (var at = span.Parent; at is not null; at = at.Parent)
        {
            if (at.GetCustomProperty(MaskProperty) is ContentMask mask)
            {
                return mask;
            }
        }

        return skill is null or { SecretInputs.Count: 0 } ? ContentMask.Nothing : null;
    }

    private void LogEnd(Skill skill, SkillResult result)
    {
        switch (result.Status)
        {
            case ExecutionStatus.Success:
                _logger.ExecutionSucceeded(result.ExecutionId, skill.Slug, skill.Version, result.LatencyMs, result.ModelId, result.Attempts.Count, result.CacheHit, result.CostUsd);
                break;
            case ExecutionStatus.Timeout when _logger.IsEnabled(LogLevel.Warning):
                _logger.ExecutionTimedOut(result.ExecutionId, skill.Slug, skill.Version, StepOf(result), result.LatencyMs);
                break;
            case ExecutionStatus.Canceled:
                _logger.ExecutionCanceled(result.ExecutionId, skill.Slug, skill.Version, result.LatencyMs);
                break;
            case ExecutionStatus.ToolCallsPending:
                _logger.ExecutionAwaitsTools(result.ExecutionId, skill.Slug, skill.Version, result.LatencyMs);
                break;
            case ExecutionStatus.Failed when _logger.IsEnabled(LogLevel.Warning):
                _logger.ExecutionFailed(result.ExecutionId, skill.Slug, skill.Version, StepOf(result), result.LatencyMs, string.Join(", ", result.Errors.Select(static e => e.Code).Distinct().Take(5)));
                break;
        }

        if (_captureContent && _logger.IsEnabled(LogLevel.Trace))
        {
            var mask = ContentMask.For(skill, result.Inputs);
            _logger.Inputs(result.ExecutionId, mask.ApplyToInputs(result.Inputs)?.GetRawText());
            _logger.Prompt(result.ExecutionId, mask.Apply(result.RenderedPrompt));
            _logger.Reply(result.ExecutionId, mask.Apply(result.RawOutput));
        }
    }

    private static string StepOf(SkillResult result) => result.Errors is [var first, ..] ? WireNames<SkillStep>.Of(first.Step) : "unknown";
}
