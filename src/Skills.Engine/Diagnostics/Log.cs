using Microsoft.Extensions.Logging;

namespace Skills.Engine.Diagnostics;

/// <summary>Every message the engine logs. Ids are stable and listed in <c>docs/observability.md</c>; content is in messages of level Trace only.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Debug, "Execution {ExecutionId} of skill {Skill} {Version} started.")]
    public static partial void ExecutionStarted(this ILogger logger, string executionId, string skill, string version);

    [LoggerMessage(1001, LogLevel.Debug, "Execution {ExecutionId} of skill {Skill} {Version} succeeded in {LatencyMs:F1} ms; model {Model}, attempts {Attempts}, cache hit {CacheHit}, cost {CostUsd} USD.")]
    public static partial void ExecutionSucceeded(this ILogger logger, string executionId, string skill, string version, double latencyMs, string? model, int attempts, bool cacheHit, decimal? costUsd);

    [LoggerMessage(1002, LogLevel.Warning, "Execution {ExecutionId} of skill {Skill} {Version} failed at step {Step} after {LatencyMs:F1} ms: {Codes}.")]
    public static partial void ExecutionFailed(this ILogger logger, string executionId, string skill, string version, string step, double latencyMs, string codes);

    [LoggerMessage(1003, LogLevel.Warning, "Execution {ExecutionId} of skill {Skill} {Version} passed its deadline at step {Step} after {LatencyMs:F1} ms.")]
    public static partial void ExecutionTimedOut(this ILogger logger, string executionId, string skill, string version, string step, double latencyMs);

    [LoggerMessage(1004, LogLevel.Debug, "Execution {ExecutionId} of skill {Skill} {Version} was canceled by its caller after {LatencyMs:F1} ms.")]
    public static partial void ExecutionCanceled(this ILogger logger, string executionId, string skill, string version, double latencyMs);

    [LoggerMessage(1006, LogLevel.Debug, "Execution {ExecutionId} of skill {Skill} {Version} ended after {LatencyMs:F1} ms with calls of tools that the host must run.")]
    public static partial void ExecutionAwaitsTools(this ILogger logger, string executionId, string skill, string version, double latencyMs);

    [LoggerMessage(1010, LogLevel.Trace, "Execution {ExecutionId}: inputs {Inputs}")]
    public static partial void Inputs(this ILogger logger, string executionId, string? inputs);

    [LoggerMessage(1011, LogLevel.Trace, "Execution {ExecutionId}: prompt {Prompt}")]
    public static partial void Prompt(this ILogger logger, string executionId, string? prompt);

    [LoggerMessage(1012, LogLevel.Trace, "Execution {ExecutionId}: reply {Reply}")]
    public static partial void Reply(this ILogger logger, string executionId, string? reply);

    [LoggerMessage(1100, LogLevel.Debug, "Model {Model} of {Provider} answered attempt {Number} ({Reason}) in {LatencyMs:F1} ms.")]
    public static partial void AttemptAnswered(this ILogger logger, string model, string provider, int number, string reason, double latencyMs);

    [LoggerMessage(1101, LogLevel.Warning, "Model {Model} of {Provider} failed attempt {Number} ({Reason}) after {LatencyMs:F1} ms: {Error}, HTTP {HttpStatus}, call {RequestId}.")]
    public static partial void AttemptFailed(this ILogger logger, string model, string provider, int number, string reason, double latencyMs, string error, int? httpStatus, string? requestId);

    [LoggerMessage(1005, LogLevel.Error, "Execution {ExecutionId} ended at step {Step}, because a part of the engine or of the host threw {ExceptionType}:\n{StackTrace}")]
    public static partial void PartFailed(this ILogger logger, string executionId, SkillStep step, string? exceptionType, string? stackTrace);

    [LoggerMessage(1102, LogLevel.Debug, "Attempt {Number} ({Reason}) at model {Model} of {Provider} was given up after {LatencyMs:F1} ms.")]
    public static partial void AttemptGivenUp(this ILogger logger, string model, string provider, int number, string reason, double latencyMs);

    [LoggerMessage(1110, LogLevel.Debug, "Execution {ExecutionId}: the call of tool {Tool} ended {Status} after {LatencyMs:F1} ms.")]
    public static partial void ToolEnded(this ILogger logger, string executionId, string tool, SkillToolStatus status, double latencyMs);

    [LoggerMessage(1111, LogLevel.Warning, "Execution {ExecutionId}: tool {Tool} threw {ExceptionType}:\n{StackTrace}")]
    public static partial void ToolFailed(this ILogger logger, string executionId, string tool, string? exceptionType, string? stackTrace);

    [LoggerMessage(1400, LogLevel.Error, "Execution log {Sink} failed ({Error}); {Waiting} records wait and are tried again.")]
    public static partial void SinkFailed(this ILogger logger, string sink, string error, int waiting);

    [LoggerMessage(1401, LogLevel.Information, "Execution log {Sink} writes again.")]
    public static partial void SinkRecovered(this ILogger logger, string sink);

    [LoggerMessage(1402, LogLevel.Error, "Execution log {Sink} has lost {Lost} records since the start: {Reason}.")]
    public static partial void RecordsLost(this ILogger logger, string sink, long lost, string reason);
}
