namespace Skills.Engine.ExecutionLogs.Columns;

/// <summary>The columns of the execution table, each a property of <see cref="ExecutionLogEntry"/> by its name in JSON. New ones are added at the end: a table that lacks them gets them.</summary>
internal static class ExecutionColumns
{
    public const string Table = "skill_executions";

    /// <summary>The table of feedback. The executions that it is about may be recorded elsewhere.</summary>
    public const string FeedbackTable = "skill_feedback";

    public static IReadOnlyList<ExecutionColumn> All { get; } =
    [
        new("id", ColumnType.Text),
        new("skill_id", ColumnType.Text),
        new("skill_name", ColumnType.Text),
        new("skill_version", ColumnType.Text),
        new("skill_hash", ColumnType.Text),
        new("variant", ColumnType.Text),
        new("user_id", ColumnType.Text),
        new("tenant_id", ColumnType.Text),
        new("agent_id", ColumnType.Text),
        new("workflow_id", ColumnType.Text),
        new("parent_execution_id", ColumnType.Text),
        new("trace_id", ColumnType.Text),
        new("status", ColumnType.Text),
        new("error_code", ColumnType.Text),
        new("error_message", ColumnType.Text),
        new("errors", ColumnType.Json),
        new("warnings", ColumnType.Json),
        new("validation_passed", ColumnType.Boolean),
        new("validation_results", ColumnType.Json),
        new("has_content", ColumnType.Boolean),
        new("inputs", ColumnType.Json),
        new("outputs", ColumnType.Json),
        new("rendered_prompt", ColumnType.Text),
        new("messages", ColumnType.Json),
        new("raw_output", ColumnType.Text),
        new("model_id", ColumnType.Text),
        new("model_provider", ColumnType.Text),
        new("routing", ColumnType.Json),
        new("attempts", ColumnType.Json),
        new("edits", ColumnType.Json),
        new("latency_ms", ColumnType.Real),
        new("step_timings", ColumnType.Json),
        new("tokens_input", ColumnType.Integer),
        new("tokens_output", ColumnType.Integer),
        new("usage", ColumnType.Json),
        new("cost_usd", ColumnType.Decimal),
        new("cost_kind", ColumnType.Text),
        new("cache_hit", ColumnType.Boolean),
        new("is_stale", ColumnType.Boolean),
        new("cache_key", ColumnType.Text),
        new("executed_at", ColumnType.Timestamp),
        new("completed_at", ColumnType.Timestamp),
        new("metadata", ColumnType.Json),
        new("children", ColumnType.Json),
        new("total_cost_usd", ColumnType.Decimal),
        new("total_tokens_input", ColumnType.Integer),
        new("total_tokens_output", ColumnType.Integer),
        new("tool_runs", ColumnType.Json),
    ];
}
