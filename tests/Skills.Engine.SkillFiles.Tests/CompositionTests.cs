using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Skills.Engine.Compilation;
using Skills.Engine.Composition;

namespace Skills.Engine.SkillFiles.Tests;

public sealed class CompositionTests
{
    private const string Diamond = """
        limits: { maxParallel: 8, maxCostUsd: 1.0 }
        input: { schema: { topic: string, urgent?: boolean } }
        steps:
          - { name: Make Plan, skill: echo, inputs: { value: "{{ inputs.topic }}" } }
          - { name: left, skill: echo, inputs: { value: "L {{ steps.make_plan.outputs.value }}" } }
          - { name: right, skill: echo, inputs: { value: "R {{ steps.make_plan.outputs.value }}" } }
          - { name: each, skill: echo, for_each: "{{ range(20) | list }}", inputs: { value: "{{ item }}/{{ steps.left.outputs.value }}" }, maxParallel: 4 }
          - { name: join, skill: echo, inputs: { value: "{{ steps.left.outputs.value }}+{{ steps.right.outputs.value }}+{{ steps.each.outputs | length }}" } }
        output:
          value: { text: "{{ steps.join.outputs.value }}", all: "{{ steps.each.outputs }}" }
        """;

    [Fact]
    public async Task StepsRunInTheOrderOfTheirNeedsAndInParallelWhereTheyMay()
    {
        var execution = new Execution { WaitFor = 2, Alone = 1 };

        var result = await RunAsync(Diamond, """{"topic":"cats"}""", execution);

        Assert.Empty(result.Errors);
        Assert.Equal("L cats+R cats+20", result.Outputs!.Value.GetProperty("text").GetString());
        Assert.Equal("0/L cats", result.Outputs.Value.GetProperty("all")[0].GetProperty("value").GetString());
        Assert.Equal(24, result.Children.Count);
        Assert.Equal("cats", execution.Inputs[0]);
        Assert.Equal("L cats+R cats+20", execution.Inputs[^1]);
        Assert.InRange(execution.MostAtOnce, 2, 8);
        Assert.Equal(0.24m, result.Children.Aggregate(Cost.Zero, static (sum, c) => sum + c.Cost).Usd);
        Assert.Equal("0/L cats", result.Children[3].Outputs!.Value.GetProperty("value").GetString());
        Assert.All(execution.Contexts, static c => Assert.Equal("parent-1", c.ParentExecutionId));
        Assert.All(execution.Contexts, static c => Assert.Equal("user-1", c.UserId));
    }

    [Fact]
    public async Task IndependentStepsOverlap()
    {
        var execution = new Execution { WaitFor = 2 };

        var result = await RunAsync("steps:\n  - { name: a, skill: echo, inputs: { value: a } }\n  - { name: b, skill: echo, inputs: { value: b } }\n", "{}", execution);

        Assert.Empty(result.Errors);
        Assert.Equal(2, execution.MostAtOnce);
    }

    [Fact]
    public async Task ABoundHoldsHowManyRunAtATime()
    {
        var execution = new Execution();

        await RunAsync("limits: { maxParallel: 3 }\nsteps:\n  - { name: a, skill: echo, for_each: \"{{ range(30) | list }}\", inputs: { value: \"{{ item }}\" } }\n", "{}", execution);

        Assert.Equal(30, execution.Inputs.Count);
        Assert.InRange(execution.MostAtOnce, 1, 3);
    }

    [Theory]
    [InlineData("{{ inputs.go }}", true, 2)]
    [InlineData("inputs.go", true, 2)]
    [InlineData("inputs.go", false, 1)]
    public async Task AStepWhoseConditionIsFalseIsSkipped(string condition, bool go, int executions)
    {
        var execution = new Execution();

        var result = await RunAsync($"steps:\n  - {{ name: a, skill: echo, inputs: {{ value: a }} }}\n  - {{ name: b, skill: echo, when: \"{condition}\", inputs: {{ value: b }} }}\n", JsonSerializer.Serialize(new { go }), execution);

        Assert.Equal(executions, execution.Inputs.Count);
        Assert.Equal(go ? JsonValueKind.Object : JsonValueKind.Null, result.Outputs!.Value.GetProperty("b").ValueKind);
    }

    [Fact]
    public async Task AfterAFailureNothingMoreIsStarted()
    {
        var execution = new Execution { FailOn = "bad" };

        var result = await RunAsync("steps:\n  - { name: a, skill: echo, inputs: { value: bad } }\n  - { name: b, skill: echo, inputs: { value: '{{ steps.a.status }}' } }\n", "{}", execution);

        Assert.Equal("composition.step_failed", Assert.Single(result.Errors).Code);
        Assert.Equal("steps.a", result.Errors[0].Path);
        Assert.Single(result.Children);
        Assert.Null(result.Outputs);
    }

    [Fact]
    public async Task AStepMayFailWithoutEndingTheWhole()
    {
        var execution = new Execution { FailOn = "2" };

        var result = await RunAsync("steps:\n  - { name: a, skill: echo, onError: continue, for_each: \"{{ [1, 2, 3] }}\", inputs: { value: \"{{ item | string }}\" } }\n", "{}", execution);

        Assert.Empty(result.Errors);
        Assert.Equal(JsonValueKind.Null, result.Outputs!.Value.GetProperty("a")[1].ValueKind);
        Assert.Equal("3", result.Outputs.Value.GetProperty("a")[2].GetProperty("value").GetString());
        Assert.Single(result.Warnings);
    }

    [Fact]
    public async Task TogetherTheStepsNeverPassTheirMoney()
    {
        var execution = new Execution { SpendAll = true };

        var result = await RunAsync("limits: { maxCostUsd: 0.10 }\nsteps:\n  - { name: a, skill: echo, for_each: \"{{ range(8) | list }}\", inputs: { value: \"{{ item }}\" } }\n  - { name: b, skill: echo, inputs: { value: '{{ steps.a.status }}' } }\n  - { name: c, skill: echo, inputs: { value: '{{ steps.b.status }}' } }\n", "{}", execution);

        Assert.Equal("composition.budget", Assert.Single(result.Errors).Code);
        Assert.Equal("steps.c", result.Errors[0].Path);
        Assert.Equal(9, result.Children.Count);
        Assert.True(result.Children.Aggregate(Cost.Zero, static (sum, c) => sum + c.Cost).Usd <= 0.10m, $"{result.Children.Aggregate(Cost.Zero, static (sum, c) => sum + c.Cost).Usd} USD were spent.");
    }

    /// <summary>What a try cost at least is not what it cost: its whole part is gone, beside it and after it.</summary>
    [Theory]
    [InlineData(CostKind.Exact, 6, null)]
    [InlineData(CostKind.Estimated, 6, null)]
    [InlineData(CostKind.AtLeast, 5, "steps.e")]
    [InlineData(CostKind.Unknown, 5, "steps.e")]
    public async Task APartOfUnknownCostDoesNotComeBack(CostKind kind, int children, string? refused)
    {
        var execution = new Execution { WaitFor = 4, Kind = kind };

        var result = await RunAsync(
            "limits: { maxCostUsd: 0.12, maxParallel: 4 }\nsteps:\n  - { name: a, skill: echo, for_each: \"[1, 2]\", inputs: { value: \"{{ item }}\" } }\n  - { name: b, skill: echo, inputs: { value: b } }\n  - { name: c, skill: echo, inputs: { value: c } }\n"
            + "  - { name: d, skill: echo, inputs: { value: '{{ steps.a.status }}{{ steps.b.status }}{{ steps.c.status }}' } }\n  - { name: e, skill: echo, inputs: { value: '{{ steps.d.status }}' } }\n",
            "{}",
            execution);

        Assert.Equal(children, result.Children.Count);
        Assert.Equal(refused, result.Errors.Select(static e => e.Path).FirstOrDefault());
        Assert.All(result.Errors, static e => Assert.Equal("composition.budget", e.Code));
        Assert.True(execution.Skills.Take(4).Sum(static s => s.Limits.MaxCostUsd) <= 0.12m);
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public async Task AListOfExactlyTheMostEntriesIsRun(int entries, bool runs)
    {
        var result = await RunAsync($"steps:\n  - {{ name: a, skill: echo, for_each: \"{{{{ range({entries}) | list }}}}\", inputs: {{ value: \"{{{{ item }}}}\" }} }}\n", "{}", new(), maxItems: 5);

        Assert.Equal(runs ? entries : 0, result.Children.Count);
        Assert.Equal(runs ? [] : ["composition.too_many_items"], result.Errors.Select(static e => e.Code));
    }

    [Fact]
    public async Task LimitsOfAStepReachItsExecutions()
    {
        var execution = new Execution();

        await RunAsync("steps:\n  - { name: a, skill: echo, inputs: { value: a }, limits: { timeout: 3s, attempts: 1, maxCostUsd: 0.5 } }\n", "{}", execution);

        var (skill, context) = (Assert.Single(execution.Skills), Assert.Single(execution.Contexts));
        Assert.Equal(1, skill.Limits.Attempts);
        Assert.Equal(0.5m, skill.Limits.MaxCostUsd);
        Assert.Equal(TimeSpan.FromSeconds(3), context.Timeout);
    }

    [Theory]
    [InlineData("{{ steps.a.outputs.nothing.deeper }}", "composition.template")]
    [InlineData("{{ 1 / 0 }}", "composition.template")]
    public async Task ATemplateThatFailsIsAnErrorOfItsStep(string template, string code)
    {
        var result = await RunAsync($"steps:\n  - {{ name: a, skill: echo, inputs: {{ value: a }} }}\n  - {{ name: b, skill: echo, inputs: {{ value: \"{template}\" }} }}\n", "{}", new());

        Assert.Equal(code, Assert.Single(result.Errors).Code);
        Assert.Equal("steps.b", result.Errors[0].Path);
        Assert.Single(result.Children);
    }

    [Theory]
    [InlineData("{{ steps.items.outputs.items }}")]
    [InlineData("steps.items.outputs.items")]
    public async Task AStepAndItsOutputsMayBeCalledAsAMethodOfMappings(string list)
    {
        var execution = new Execution { Outputs = JsonElement.Parse("""{ "items": ["one", "two"], "value": "v" }""") };

        var result = await RunAsync($"steps:\n  - {{ name: items, skill: echo, inputs: {{ value: a }} }}\n  - {{ name: each, skill: echo, for_each: \"{list}\", inputs: {{ value: \"{{{{ item }}}} of {{{{ steps.items.outputs.items | length }}}}\" }} }}\n", "{}", execution);

        Assert.Empty(result.Errors);
        Assert.Equal(["a", "one of 2", "two of 2"], execution.Inputs.Order());
    }

    [Fact]
    public async Task AListThatIsTooLongIsRefused()
    {
        var result = await RunAsync("steps:\n  - { name: a, skill: echo, for_each: \"{{ range(1001) | list }}\", inputs: { value: a } }\n", "{}", new());

        Assert.Equal("composition.too_many_items", Assert.Single(result.Errors).Code);
    }

    [Fact]
    public async Task CancelingEndsTheWhole()
    {
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync("steps:\n  - { name: a, skill: echo, inputs: { value: a } }\n", "{}", new(), canceled.Token));
    }

    [Fact]
    public async Task WithoutInputsOfItsOwnAStepPassesOnWhatTheSkillDeclares()
    {
        var execution = new Execution();

        await RunAsync("steps:\n  - { skill: echo }\n", """{"value":"handed on","other":1}""", execution);

        Assert.Equal("handed on", Assert.Single(execution.Inputs));
    }

    [Fact]
    public void ThePredecessorsStepsAreRead()
    {
        var definition = Some.Reader().ReadText("a.yaml", """
            name: Full API
            slug: full-api
            version: 1.0.0
            description: Makes an API and reviews what was made.
            category: CODE_GENERATION
            input_schema: { type: object, properties: { spec: { type: string } } }
            execution:
              - step: Generate API
                skill: api-generator
                inputs: { spec: "${inputs.spec}" }
              - step: Review
                skill: code-review
                inputs: { code: "${steps.generate_api.outputs.code}" }
            """).EnsureValid();

        Assert.Equal(["generate_api", "review"], definition.Skill.Composition!.Steps.Select(static s => s.Key));
        Assert.Equal("{{ steps.generate_api.outputs.code }}", definition.Skill.Composition.Steps[1].Inputs!.Value.GetProperty("code").GetString());
    }

    private static async Task<CompositionResult> RunAsync(string rest, string inputs, Execution execution, CancellationToken? canceled = null, int maxItems = 1000)
    {
        using var folder = new TemporaryFolder();
        using var catalog = Some.Catalog(folder.Path, null, ("echo.skill.yaml", Some.Skill("echo", rest: "prompt: '{{ value }}'\ninput: { schema: { value: string } }\noutput: { schema: { type: object, properties: { value: { type: string } } } }\n")));
        var skill = Some.Reader().ReadText("composed.skill.yaml", Some.Skill("composed", rest: rest)).EnsureValid().Skill;
        var runner = new CompositionRunner(catalog, Options.Create(new SkillsEngineOptions { Definitions = { MaxStepItems = maxItems } }));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(canceled ?? CancellationToken.None, TestContext.Current.CancellationToken);
        return await runner.RunAsync(skill, JsonElement.Parse(inputs), new() { UserId = "user-1" }, "parent-1", execution.RunAsync, either.Token);
    }

    private sealed class Execution
    {
        private readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ConcurrentQueue<(string Input, Skill Skill, SkillExecutionContext Context)> _seen = new();
        private int _now;
        private int _most;

        public int WaitFor { get; init; } = 1;

        /// <summary>So many executions at the beginning wait for no other.</summary>
        public int Alone { get; init; }

        public string? FailOn { get; init; }

        public bool SpendAll { get; init; }

        public CostKind Kind { get; init; }

        public JsonElement? Outputs { get; init; }

        public int MostAtOnce => _most;

        public IReadOnlyList<string> Inputs => [.. _seen.Select(static s => s.Input)];

        public IReadOnlyList<Skill> Skills => [.. _seen.Select(static s => s.Skill)];

        public IReadOnlyList<SkillExecutionContext> Contexts => [.. _seen.Select(static s => s.Context)];

        public async Task<SkillResult> RunAsync(Skill skill, JsonElement inputs, SkillExecutionContext context, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var value = inputs.GetProperty("value") is { ValueKind: JsonValueKind.String } text ? text.GetString()! : inputs.GetProperty("value").GetRawText();
            _seen.Enqueue((value, skill, context));
            var now = Interlocked.Increment(ref _now);
            InterlockedMax(ref _most, now);
            if (now >= WaitFor)
            {
                _enough.TrySetResult();
            }

            if (_seen.Count > Alone)
            {
                await _enough.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
            }

            await Task.Yield();
            Interlocked.Decrement(ref _now);
            var failed = value == FailOn;
            return new()
            {
                ExecutionId = $"e-{value}",
                SkillId = skill.Id,
                SkillVersion = skill.Version,
                SkillHash = "",
                Status = failed ? ExecutionStatus.Failed : ExecutionStatus.Success,
                Outputs = failed ? null : Outputs ?? JsonSerializer.SerializeToElement(new { value }),
                Cost = new(Kind == CostKind.Unknown ? null : SpendAll ? skill.Limits.MaxCostUsd : 0.01m, Kind),
            };
        }

        private static void InterlockedMax(ref int target, int value)
        {
            for (int seen; (seen = Volatile.Read(ref target)) < value;)
            {
                Interlocked.CompareExchange(ref target, value, seen);
            }
        }
    }
}
