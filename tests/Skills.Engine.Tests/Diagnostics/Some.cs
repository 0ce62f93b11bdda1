using System.Text.Json;
using Skills.Engine.Compilation;

namespace Skills.Engine.Tests.Diagnostics;

internal static class Some
{
    public const string Canary = "canary-7f3a-bird";

    public static Skill Skill(params string[] secrets) => new()
    {
        Id = "greeter",
        Name = "Greeter",
        Version = "1.2.0",
        PromptTemplate = "Greet {{ name }}.",
        InputSchema = JsonElement.Parse("""{"type":"object","properties":{"name":{"type":"string"},"key":{"type":"string"}}}"""),
        OutputSchema = JsonElement.Parse("""{"type":"object","properties":{"greeting":{"type":"string"}}}"""),
        SecretInputs = secrets,
    };

    public static SkillResult Result(string id = "0001", ExecutionStatus status = ExecutionStatus.Success) => new()
    {
        ExecutionId = id,
        SkillId = "greeter",
        SkillVersion = "1.2.0",
        SkillHash = "abc",
        Status = status,
        Inputs = JsonElement.Parse($$"""{"name":"{{Canary}}","key":"sk-secret-1"}"""),
        Outputs = JsonElement.Parse($$"""{"greeting":"Hello {{Canary}}, your key is sk-secret-1"}"""),
        RenderedPrompt = $"Greet {Canary} with sk-secret-1.",
        Messages = [new(MessageRole.User, $"Greet {Canary} with sk-secret-1.")],
        RawOutput = $$"""{"greeting":"Hello {{Canary}}, your key is sk-secret-1"}""",
        Errors = status == ExecutionStatus.Success ? [] : [new("output.type", SkillStep.ValidateOutput, $"/greeting/{Canary}", $"'{Canary}' is no number.")],
        Warnings = [$"{Canary} is odd."],
        Edits = [new($"/{Canary}", "trailing_comma", EditKind.Safe, 0.1, 3, 1, Canary, null)],
        ValidationResult = new(false, [new(0, "regex", RuleSeverity.Error, false, false, [new($"/{Canary}", $"{Canary} does not match.")])]),
        ModelId = "m-1",
        ModelProvider = "local",
        LatencyMs = 12.5,
        StepTimings = new Dictionary<SkillStep, double> { [SkillStep.InvokeModel] = 10.25 },
        Usage = new() { InputUncached = 11, OutputVisible = 7 },
        Cost = new(0.0012m, CostKind.Exact),
        ExecutedAt = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        CompletedAt = new(2026, 1, 2, 3, 4, 6, TimeSpan.Zero),
        Attempts = [new() { Number = 1, ModelId = "m-1", ModelProvider = "local", Reason = "first", Error = ModelErrorKind.RateLimit }],
        Context = new() { UserId = "u1", TenantId = "t1", AgentId = "a1", WorkflowId = "w1", ParentExecutionId = "p1", Metadata = new Dictionary<string, string> { ["Order-Id"] = "42" } },
    };

    public static ExecutionRecord Record(string id) => new(Result(id), "4bf92f3577b34da6a3ce929d0e0e4736") { SkillName = "greeter", HasContent = true };
}
