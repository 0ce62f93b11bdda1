using System.Text.Json;
using Skills.Engine.Compilation;

namespace Skills.Engine.ExecutionLogs.Tests;

internal static class Some
{
    public static Skill Skill { get; } = new() { Id = "greeter", Name = "Greeter", Version = "1.2.0", PromptTemplate = "Greet {{ name }}.", InputSchema = JsonElement.Parse("""{"type":"object","properties":{"name":{"type":"string"}}}""") };

    public static ExecutionRecord Record(string id = "0001", string inputs = """{"name":"Ada"}""", string reply = "Hello Ada", DateTimeOffset? at = null) => new(
        new()
        {
            ExecutionId = id,
            SkillId = "greeter",
            SkillVersion = "1.2.0",
            SkillHash = "abc",
            Status = ExecutionStatus.Failed,
            Inputs = JsonElement.Parse(inputs),
            Outputs = JsonElement.Parse("""{"greeting":"Hello Ada"}"""),
            RenderedPrompt = "Greet Ada.",
            Messages = [new(MessageRole.User, "Greet Ada.")],
            RawOutput = reply,
            Errors = [new("rule.regex", SkillStep.RunRules, "/greeting", "It does not match.")],
            ValidationResult = new(false, [new(0, "regex", RuleSeverity.Error, false, false, [new("/greeting", "It does not match.")])]),
            ModelId = "m-1",
            ModelProvider = "local",
            LatencyMs = 12.5,
            StepTimings = new Dictionary<SkillStep, double> { [SkillStep.InvokeModel] = 10.25 },
            Usage = new() { InputUncached = 11, OutputVisible = 7 },
            Cost = new(0.001234m, CostKind.Exact),
            CacheKey = "key-1",
            ExecutedAt = at ?? new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero),
            CompletedAt = (at ?? new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero)) + TimeSpan.FromSeconds(1),
            Attempts = [new() { Number = 1, ModelId = "m-1", ModelProvider = "local", Reason = "first" }],
            Context = new() { UserId = "u1", TenantId = "t1", AgentId = "a1", WorkflowId = "w1", ParentExecutionId = "p1", Metadata = new Dictionary<string, string> { ["order"] = "42" } },
        },
        "4bf92f3577b34da6a3ce929d0e0e4736") { SkillName = "greeter", HasContent = true };

    public static IReadOnlyDictionary<string, string> Expected { get; } = new Dictionary<string, string>
    {
        ["id"] = "0001",
        ["skill_id"] = "greeter",
        ["skill_version"] = "1.2.0",
        ["user_id"] = "u1",
        ["rendered_prompt"] = "Greet Ada.",
        ["raw_output"] = "Hello Ada",
        ["model_id"] = "m-1",
        ["model_provider"] = "local",
        ["status"] = "failed",
        ["error_code"] = "rule.regex",
        ["error_message"] = "It does not match.",
        ["tokens_input"] = "11",
        ["tokens_output"] = "7",
        ["cost_usd"] = "0.001234",
        ["latency_ms"] = "12.5",
        ["agent_id"] = "a1",
        ["workflow_id"] = "w1",
        ["parent_execution_id"] = "p1",
        ["tenant_id"] = "t1",
        ["trace_id"] = "4bf92f3577b34da6a3ce929d0e0e4736",
        ["cache_key"] = "key-1",
        ["cost_kind"] = "exact",
    };
}
