using Skills.Engine.Compilation;
using Skills.Engine.Diagnostics;

namespace Skills.Engine;

/// <summary>Names under which the engine is seen: give both to OpenTelemetry's <c>AddSource</c> and <c>AddMeter</c>. Every name is described in <c>docs/observability.md</c>.</summary>
public static class SkillDiagnostics
{
    /// <summary>The name of the <see cref="System.Diagnostics.ActivitySource"/>.</summary>
    public const string ActivitySourceName = "Skills.Engine";

    /// <summary>The name of the <see cref="System.Diagnostics.Metrics.Meter"/>.</summary>
    public const string MeterName = "Skills.Engine";

    /// <summary>The category of the engine's own log messages.</summary>
    public const string LogCategory = "Skills.Engine";

    internal static class Tags
    {
        public const string SkillId = "skills.skill.id";
        public const string SkillName = "skills.skill.name";
        public const string SkillVersion = "skills.skill.version";
        public const string SkillHash = "skills.skill.hash";
        public const string Variant = "skills.skill.variant";
        public const string ExecutionId = "skills.execution.id";
        public const string ParentExecutionId = "skills.execution.parent_id";
        public const string Status = "skills.execution.status";
        public const string ValidationPassed = "skills.execution.validation_passed";
        public const string Attempts = "skills.execution.attempts";
        public const string TenantId = "skills.tenant.id";
        public const string WorkflowId = "skills.workflow.id";
        public const string Step = "skills.step";
        public const string CacheOutcome = "skills.cache.outcome";
        public const string CacheSimilarity = "skills.cache.similarity";
        public const string CostUsd = "skills.cost.usd";
        public const string CostKind = "skills.cost.kind";
        public const string TokenKind = "skills.token.kind";
        public const string TokensInput = "skills.tokens.input";
        public const string TokensOutput = "skills.tokens.output";
        public const string AttemptNumber = "skills.attempt.number";
        public const string AttemptReason = "skills.attempt.reason";
        public const string SchemaMode = "skills.attempt.schema_mode";
        public const string Provider = "skills.model.provider";
        public const string Model = "skills.model.id";
        public const string RepairName = "skills.repair.name";
        public const string RepairKind = "skills.repair.kind";
        public const string Rule = "skills.rule.type";
        public const string RuleSeverity = "skills.rule.severity";
        public const string Path = "skills.error.path";
        public const string Queue = "skills.queue.name";
        public const string Sink = "skills.log.sink";
        public const string ErrorType = "error.type";
    }

    internal static class Spans
    {
        /// <summary>Followed by a blank and the skill's slug; each step's span has the step's own name.</summary>
        public const string Execution = "skill";

        /// <summary>An attempt at a provider that traces its own calls; otherwise the conventions' <c>chat {model}</c>.</summary>
        public const string Attempt = "attempt";
        public const string ExecuteTool = "execute_tool";
    }

    internal static class Events
    {
        public const string Error = "skills.error";
        public const string Repair = "skills.repair";
        public const string Retry = "skills.retry";
        public const string Fallback = "skills.fallback";
    }

    internal static class Metrics
    {
        public const string Executions = "skills.executions";
        public const string ExecutionDuration = "skills.execution.duration";
        public const string InFlight = "skills.executions.in_flight";
        public const string StepDuration = "skills.step.duration";
        public const string Tokens = "skills.tokens";
        public const string Cost = "skills.cost.usd";
        public const string CacheRequests = "skills.cache.requests";
        public const string ValidationFailures = "skills.validation.failures";
        public const string RuleFailures = "skills.rule.failures";
        public const string Repairs = "skills.repairs";
        public const string Attempts = "skills.attempts";
        public const string Retries = "skills.retries";
        public const string Fallbacks = "skills.fallbacks";
        public const string BreakerState = "skills.breaker.state";
        public const string QueueLength = "skills.queue.length";
        public const string LogWritten = "skills.log.written";
        public const string LogLost = "skills.log.lost";
    }

    /// <summary>OpenTelemetry's semantic conventions for generative AI, as of semantic-conventions 1.41.</summary>
    internal static class GenAi
    {
        public const string OperationName = "gen_ai.operation.name";
        public const string ProviderName = "gen_ai.provider.name";
        public const string PromptName = "gen_ai.prompt.name";
        public const string PromptVersion = "gen_ai.prompt.version";
        public const string AgentId = "gen_ai.agent.id";
        public const string OutputType = "gen_ai.output.type";
        public const string RequestModel = "gen_ai.request.model";
        public const string RequestStream = "gen_ai.request.stream";
        public const string RequestTemperature = "gen_ai.request.temperature";
        public const string RequestTopP = "gen_ai.request.top_p";
        public const string RequestTopK = "gen_ai.request.top_k";
        public const string RequestMaxTokens = "gen_ai.request.max_tokens";
        public const string RequestFrequencyPenalty = "gen_ai.request.frequency_penalty";
        public const string RequestPresencePenalty = "gen_ai.request.presence_penalty";
        public const string RequestStopSequences = "gen_ai.request.stop_sequences";
        public const string RequestSeed = "gen_ai.request.seed";
        public const string ResponseId = "gen_ai.response.id";
        public const string ResponseModel = "gen_ai.response.model";
        public const string ResponseFinishReasons = "gen_ai.response.finish_reasons";
        public const string ResponseTimeToFirstChunk = "gen_ai.response.time_to_first_chunk";
        public const string UsageInput = "gen_ai.usage.input_tokens";
        public const string UsageOutput = "gen_ai.usage.output_tokens";
        public const string UsageCacheRead = "gen_ai.usage.cache_read.input_tokens";
        public const string UsageReasoning = "gen_ai.usage.reasoning.output_tokens";
        public const string UsageCacheCreation = "gen_ai.usage.cache_creation.input_tokens";
        public const string Duration = "gen_ai.client.operation.duration";
        public const string TimeToFirstChunk = "gen_ai.client.operation.time_to_first_chunk";
        public const string TokenUsage = "gen_ai.client.token.usage";
        public const string InputMessages = "gen_ai.input.messages";
        public const string OutputMessages = "gen_ai.output.messages";
        public const string SystemInstructions = "gen_ai.system_instructions";
        public const string ToolName = "gen_ai.tool.name";
        public const string ToolCallId = "gen_ai.tool.call.id";
        public const string ToolType = "gen_ai.tool.type";
        public const string TokenType = "gen_ai.token.type";
        public const string EvaluationEvent = "gen_ai.evaluation.result";
        public const string EvaluationName = "gen_ai.evaluation.name";
        public const string EvaluationLabel = "gen_ai.evaluation.score.label";
    }

    /// <summary>What semantic-conventions-genai, still under work, names otherwise or adds.</summary>
    internal static class LatestGenAi
    {
        public const string UsageCacheWrite = "gen_ai.usage.cache_write.input_tokens";
        public const string Duration = "gen_ai.client.inference.duration";
        public const string TimeToFirstChunk = "gen_ai.client.inference.time_to_first_chunk";
        public const string InputTokens = "gen_ai.client.inference.usage.input_tokens";
        public const string OutputTokens = "gen_ai.client.inference.usage.output_tokens";
        public const string CacheReadTokens = "gen_ai.client.inference.usage.cache_read.input_tokens";
        public const string CacheWriteTokens = "gen_ai.client.inference.usage.cache_write.input_tokens";
        public const string ReasoningTokens = "gen_ai.client.inference.usage.reasoning.output_tokens";
        public const string TokenModality = "gen_ai.token.modality";
    }

    /// <summary>The standard variables that steer what is said of a model call.</summary>
    internal static class Variables
    {
        public const string CaptureContent = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT";
        public const string OptIn = "OTEL_SEMCONV_STABILITY_OPT_IN";
        public const string LatestGenAi = "gen_ai_latest_experimental";
    }
}
