using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Tests.Execution;

/// <summary>Each step's part can be used without an execution, replaced and wrapped.</summary>
public sealed class StepSeamTests
{
    private static readonly Skill Greeting = new()
    {
        Id = "greeting",
        Name = "Greeting",
        PromptTemplate = "Greet {{ name }}.",
        InputSchema = JsonElement.Parse("""{"type":"object","properties":{"name":{"type":"string"},"tone":{"default":"warm"}},"required":["name"]}"""),
        OutputSchema = JsonElement.Parse("""{"type":"object","properties":{"greeting":{"type":"string"}},"required":["greeting"]}"""),
        ValidationRules = [new() { Type = "regex", Parameters = JsonElement.Parse("""{"field":"greeting","pattern":"^Hello"}""") }],
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task InputsAreValidatedWithoutAnExecution()
    {
        await using var services = Services(new FakeModelClient(), static _ => { });
        var validator = services.GetRequiredService<InputValidator>();

        var valid = validator.Validate(Greeting, new { name = "Ada" });
        var invalid = validator.Validate(Greeting, new { tone = "secret" });

        Assert.Equal("""{"name":"Ada","tone":"warm"}""", valid.Value!.Value.GetRawText());
        Assert.True(valid.IsValid);
        Assert.Equal("input.required", Assert.Single(invalid.Errors).Code);
        Assert.DoesNotContain("secret", invalid.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""Here it is: ```json {"greeting":"Hello"} ```""", OutputFailure.None)]
    [InlineData("""{"welcome":"Hello"}""", OutputFailure.Violations)]
    [InlineData("I would rather not say.", OutputFailure.Syntax)]
    public async Task AnOutputIsValidatedWithoutAnExecution(string text, OutputFailure failure)
    {
        await using var services = Services(new FakeModelClient(), static _ => { });

        var output = services.GetRequiredService<OutputValidator>().ValidateText(Greeting, text);

        Assert.Equal(failure, output.Failure);
        Assert.Equal(failure == OutputFailure.None, output.IsValid);
        Assert.DoesNotContain("Hello", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"greeting":"Hello Ada"}""", true)]
    [InlineData("""{"greeting":"Good day"}""", false)]
    public async Task RulesRunOverAStoredOutput(string output, bool passes)
    {
        var model = new FakeModelClient();
        await using var services = Services(model, static _ => { });

        var rules = await services.GetRequiredService<ValidationRuleExecutor>().ExecuteAsync(Greeting, JsonElement.Parse("{}"), JsonElement.Parse(output), cancellationToken: Token);

        Assert.Equal(passes, rules.IsValid);
        Assert.Equal(passes ? [] : ["rules.regex"], rules.Errors.Select(static e => e.Code));
        Assert.DoesNotContain("day", rules.ToString(), StringComparison.Ordinal);
        Assert.Empty(model.Requests);
    }

    [Fact]
    public async Task AWrongSkillIsFoundByThePartsAlone()
    {
        await using var services = Services(new FakeModelClient(), static _ => { });
        var skill = Greeting with { OutputSchema = JsonElement.Parse("""{"type":"nonsense"}"""), ValidationRules = [new() { Type = "no_such_rule" }] };

        Assert.Equal("output.schema", Assert.Single(services.GetRequiredService<OutputValidator>().Check(skill)).Code);
        Assert.Equal("rules:0", Assert.Single(services.GetRequiredService<ValidationRuleExecutor>().Check(skill)).Path);
    }

    [Fact]
    public async Task AWrappedInputValidatorRefusesBeforeTheModel()
    {
        var model = new FakeModelClient();
        await using var services = Services(model, static b => b.Decorate<InputValidator>(static (inner, _) => new NoNumbers(inner)));

        var result = await services.GetRequiredService<ISkillExecutionEngine>().ExecuteAsync(Greeting, new { name = "R2D2" }, cancellationToken: Token);

        Assert.Equal("policy.digits", Assert.Single(result.Errors).Code);
        Assert.Empty(model.Requests);
    }

    [Fact]
    public async Task AWrappedOutputValidatorDecidesWhetherTheModelIsAskedAgain()
    {
        var model = new FakeModelClient().Enqueue("""{"greeting":"Hello you"}""").Reply("""{"greeting":"Hello Ada"}""");
        await using var services = Services(model, static b => b.Decorate<OutputValidator>(static (inner, _) => new NamesAda(inner)));

        var result = (await services.GetRequiredService<ISkillExecutionEngine>().ExecuteAsync(Greeting, new { name = "Ada" }, cancellationToken: Token)).EnsureSuccess();

        Assert.Equal("Hello Ada", result.Outputs!.Value.GetProperty("greeting").GetString());
        Assert.Equal(2, model.Calls);
        Assert.Contains("The greeting must name Ada.", model.Requests[1].Messages[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AReplacedRuleExecutorDecidesTheResult()
    {
        var model = new FakeModelClient().Reply("""{"greeting":"Good day"}""");
        await using var services = Services(model, static b => b.Services.AddSingleton<ValidationRuleExecutor, NoRules>());

        var result = await services.GetRequiredService<ISkillExecutionEngine>().ExecuteAsync(Greeting, new { name = "Ada" }, cancellationToken: Token);

        Assert.True(result.IsSuccess, result.ErrorMessage);
    }

    [Fact]
    public async Task AReplacedCacheServesItsOwnResults()
    {
        var model = new FakeModelClient().Reply("""{"greeting":"Hello Ada"}""");
        await using var services = Services(model, static b => b.Services.AddSingleton<SkillCache, OneResultCache>());
        var engine = services.GetRequiredService<ISkillExecutionEngine>();

        var first = (await engine.ExecuteAsync(Greeting, new { name = "Ada" }, cancellationToken: Token)).EnsureSuccess();
        var second = (await engine.ExecuteAsync(Greeting, new { name = "Bo" }, cancellationToken: Token)).EnsureSuccess();

        Assert.False(first.CacheHit);
        Assert.True(second.CacheHit);
        Assert.NotEqual(first.ExecutionId, second.ExecutionId);
        Assert.Equal(1, model.Calls);
    }

    [Fact]
    public async Task ACachedResultIsFoundWithoutTheModel()
    {
        var model = new FakeModelClient().Reply("""{"greeting":"Hello Ada"}""");
        await using var services = Services(model, static _ => { });
        var engine = services.GetRequiredService<ISkillExecutionEngine>();
        var cache = services.GetRequiredService<SkillCache>();

        Assert.Null(await engine.FindCachedAsync(Greeting, new { name = "Ada" }, cancellationToken: Token));
        var made = await engine.ExecuteAsync(Greeting, new { name = "Ada" }, cancellationToken: Token);
        var found = await engine.FindCachedAsync(Greeting, new { name = "Ada" }, cancellationToken: Token);

        Assert.NotNull(found);
        Assert.True(found.CacheHit);
        Assert.Equal(made.CacheKey, found.CacheKey);
        Assert.Equal(engine.ExplainCacheKey(Greeting, new { name = "Ada" }).Key, found.CacheKey);
        Assert.Null(await engine.FindCachedAsync(Greeting, new { name = "Bo" }, cancellationToken: Token));

        Assert.True(await cache.InvalidateAsync(new() { SkillId = Greeting.Id }, Token));
        Assert.Null(await engine.FindCachedAsync(Greeting, new { name = "Ada" }, cancellationToken: Token));
        Assert.Equal(1, model.Calls);
    }

    [Fact]
    public async Task LookingForACachedResultDoesNotWaitForARunningExecution()
    {
        var answer = new TaskCompletionSource<ModelReply>();
        var asked = new TaskCompletionSource();
        var model = new FakeModelClient().Respond((_, _) =>
        {
            asked.SetResult();
            return answer.Task;
        });
        await using var services = Services(model, static _ => { });
        var engine = services.GetRequiredService<ISkillExecutionEngine>();

        var running = engine.ExecuteAsync(Greeting, new { name = "Ada" }, cancellationToken: Token);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);

        Assert.Null(await engine.FindCachedAsync(Greeting, new { name = "Ada" }, cancellationToken: Token).WaitAsync(TimeSpan.FromSeconds(30), Token));

        answer.SetResult(new() { Text = """{"greeting":"Hello Ada"}""" });
        Assert.True((await running).IsSuccess);
        Assert.NotNull(await engine.FindCachedAsync(Greeting, new { name = "Ada" }, cancellationToken: Token));
    }

    [Fact]
    public async Task InvalidInputsHaveNoCachedResult()
    {
        await using var services = Services(new FakeModelClient(), static _ => { });

        await Assert.ThrowsAsync<SkillInputValidationException>(() => services.GetRequiredService<ISkillExecutionEngine>().FindCachedAsync(Greeting, cancellationToken: Token));
    }

    [Fact]
    public async Task TheLastWrapperIsTheOutermostAndEachIsDisposedOnce()
    {
        var seen = new List<string>();
        var services = Services(new FakeModelClient(), b => b
            .Decorate<InputValidator>((inner, _) => new Noting(inner, "inner", seen))
            .Decorate<InputValidator>((inner, _) => new Noting(inner, "outer", seen)));

        services.GetRequiredService<InputValidator>().Validate(Greeting, new { name = "Ada" });
        await services.DisposeAsync();

        Assert.Equal(["outer", "inner", "outer disposed", "inner disposed"], seen);
    }

    [Fact]
    public void APartThatIsNotRegisteredCannotBeWrapped() => Assert.Contains(
        nameof(ISkillCacheStore),
        Assert.Throws<InvalidOperationException>(static () => new ServiceCollection().AddSkillsEngine().Decorate<ISkillCacheStore>(static (inner, _) => inner)).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task TheHostsOwnPartsCanBeWrappedToo()
    {
        await using var services = Services(new FakeModelClient(), static b =>
        {
            b.Services.AddSingleton<InputValidator, RefusesAll>();
            b.Decorate<InputValidator>(static (inner, _) => new NoNumbers(inner));
        });

        Assert.Equal("policy.closed", Assert.Single(services.GetRequiredService<InputValidator>().Validate(Greeting, null).Errors).Code);
    }

    private static ServiceProvider Services(FakeModelClient model, Action<SkillsEngineBuilder> configure)
    {
        var services = new ServiceCollection();
        configure(services.AddSkillsEngine().AddModelClient(model, model.Model()));
        return services.BuildServiceProvider();
    }

    private sealed class NoNumbers(InputValidator inner) : InputValidator
    {
        public override InputValidation Validate(Skill skill, object? inputs)
        {
            var checkedInputs = inner.Validate(skill, inputs);
            return checkedInputs is { IsValid: true, Value: { } value } && value.GetRawText().Any(char.IsAsciiDigit)
                ? checkedInputs with { Errors = [new("policy.digits", SkillStep.ValidateInput, "", "Digits are not allowed. Remove them.")] }
                : checkedInputs;
        }
    }

    private sealed class RefusesAll : InputValidator
    {
        public override InputValidation Validate(Skill skill, object? inputs) => new(null, [new("policy.closed", SkillStep.ValidateInput, "", "Closed.")]);
    }

    private sealed class Noting(InputValidator inner, string name, List<string> seen) : InputValidator, IDisposable
    {
        public override InputValidation Validate(Skill skill, object? inputs)
        {
            seen.Add(name);
            return inner.Validate(skill, inputs);
        }

        public void Dispose() => seen.Add(name + " disposed");
    }

    // Errors alone, without a kind of failure and without a reply.
    private sealed class NamesAda(OutputValidator inner) : OutputValidator
    {
        public override OutputValidation Validate(Skill skill, ModelReply reply) => Judge(inner.Validate(skill, reply));

        public override OutputValidation ValidateText(Skill skill, string text) => inner.ValidateText(skill, text);

        public override OutputValidation ValidateValue(Skill skill, JsonElement value) => Judge(inner.ValidateValue(skill, value));

        public override IReadOnlyList<SkillError> Check(Skill skill) => inner.Check(skill);

        private static OutputValidation Judge(OutputValidation read) => read is { IsValid: true, Value: { } value } && !value.GetRawText().Contains("Ada", StringComparison.Ordinal)
            ? new() { Value = value, Errors = [new("policy.name", SkillStep.ValidateOutput, "/greeting", "The greeting must name Ada.")] }
            : read;
    }

    private sealed class NoRules : ValidationRuleExecutor
    {
        public override ValueTask<RuleValidation> ExecuteAsync(RuleContext context, CancellationToken cancellationToken) =>
            new(new RuleValidation(new(true, []), context.Outputs, [], [], Retry: false));

        public override IReadOnlyList<SkillError> Check(Skill skill) => [];
    }

    private sealed class OneResultCache : SkillCache
    {
        private SkillResult? _only;

        public override SkillCacheStatistics Statistics => new() { Total = new(), BySkill = new Dictionary<string, SkillCacheCounts>() };

        public override ValueTask<SkillCacheLookup> LookUpAsync(SkillCacheRequest request, CancellationToken cancellationToken) =>
            new(new SkillCacheLookup { Key = "only", Hit = _only, Ticket = _only is null ? new Ticket(this) : null });

        public override ValueTask<bool> InvalidateAsync(CacheInvalidation what, CancellationToken cancellationToken)
        {
            _only = null;
            return new(true);
        }

        public override CacheKeyExplanation ExplainKey(SkillCacheRequest request) => new("only", null, []);

        private sealed class Ticket(OneResultCache cache) : SkillCacheTicket
        {
            public override ValueTask StoreAsync(SkillResult result, CancellationToken cancellationToken)
            {
                cache._only = result;
                return ValueTask.CompletedTask;
            }

            public override void UseStaleFallback()
            {
            }

            public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
