using System.Text.Json;

namespace Skills.Engine.Evaluation.Tests;

/// <summary>Skills, results and reports for tests.</summary>
internal static class Some
{
    public const string Triage = """
        skill: 1
        name: triage
        version: 1.0.0
        description: Triages a ticket.
        input:
          schema: { type: object, required: [text], properties: { text: { type: string }, account: { type: string } } }
          secret: [/account]
        output:
          schema: { type: object, required: [queue, urgency], properties: { queue: { type: string }, urgency: { type: integer } } }
        prompt: "Triage: {{ text }} (account {{ account }})"
        model: { prefer: [good-model] }
        tests: triage.tests.yaml
        """;

    public const string TwoCases = """
        - name: a double charge is billing
          input: { text: I was charged twice, account: ACC-9876 }
          expect:
            - status: success
            - path: $.queue
              equals: billing
        - name: a ticket without text is refused
          input: { account: ACC-9876 }
          expect: [{ status: failed }, { error: input.required }]
        """;

    public static SkillDefinition Definition(Skill skill, params SkillTestCase[] tests) => new() { Skill = skill, Tests = tests };

    public static Skill Skill(string outputSchema = """{"type":"object"}""") => new()
    {
        Id = "in-code",
        Name = "In code",
        Version = "1.0.0",
        PromptTemplate = "Say {{ word }}",
        InputSchema = JsonElement.Parse("""{"type":"object","properties":{"word":{"type":"string"}},"required":["word"]}"""),
        OutputSchema = JsonElement.Parse(outputSchema),
    };

    public static SkillTestCase Case(string respond, string expect, string name = "a case") => new()
    {
        Name = name,
        Input = JsonElement.Parse("""{"word":"hello"}"""),
        Respond = [respond],
        Expect = [JsonElement.Parse(expect)],
    };

    public static SkillTestReport Report(IReadOnlyList<SkillTestTarget> targets, IEnumerable<SkillTestResult> results) => new()
    {
        StartedAt = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero),
        Duration = TimeSpan.FromSeconds(3),
        Mode = SkillTestMode.Live,
        Targets = targets,
        Results = [.. results],
        Cost = new(0.5m, CostKind.Exact),
    };

    public static SkillTestResult Result(string name, string target, int passed, int runs, SkillTestSource source = SkillTestSource.Live, string? output = null) => new()
    {
        Id = $"skills/triage.skill.yaml#{name}",
        Skill = "triage",
        SkillVersion = "1.0.0",
        Case = name,
        File = "skills/triage.skill.yaml",
        Line = 12,
        Target = target,
        Outcome = passed == runs ? SkillTestOutcome.Passed : passed == 0 ? SkillTestOutcome.Failed : SkillTestOutcome.Flaky,
        Runs = [.. Enumerable.Range(1, runs).Select(n => Run(n, n <= passed, source, output))],
        Repeat = runs,
        Again = $"skills test triage#\"{name}\" --live",
    };

    private static SkillTestRun Run(int number, bool passed, SkillTestSource source, string? output) => new()
    {
        Number = number,
        Passed = passed,
        Score = passed ? 1 : 0,
        Source = source,
        Output = output ?? $$"""{"queue":"billing","urgency":{{(passed ? 4 : 1)}}}""",
        Prompt = "Triage: I was charged twice",
        Model = "good-model",
        Attempts = 1,
        Repairs = passed ? [] : ["/urgency text_to_number"],
        LatencyMs = 800 + (10 * number),
        Cost = source == SkillTestSource.Live ? new(0.002m, CostKind.Exact) : Cost.Zero,
        Findings = passed ? [] : [new() { Check = "gte", Path = "$.urgency", Expected = "≥ 4", Got = "1", File = "skills/triage.skill.yaml", Line = 15 }],
    };
}
