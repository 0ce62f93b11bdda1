using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Tests.Execution;

/// <summary>Middleware sees every call and result, in order, and may answer by itself.</summary>
public sealed class MiddlewareTests
{
    private static readonly Skill Greeting = new()
    {
        Id = "greeting",
        Name = "Greeting",
        PromptTemplate = "Greet {{ name }}.",
        InputSchema = JsonElement.Parse("""{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}"""),
        OutputSchema = JsonElement.Parse("""{"type":"object","properties":{"greeting":{"type":"string"}},"required":["greeting"]}"""),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheFirstOneAddedIsTheOutermost()
    {
        var seen = new List<string>();
        await using var engine = Engine(Model(), b => b.AddMiddleware(Noting("outer", seen)).AddMiddleware(Noting("inner", seen)));

        await engine.ExecuteAsync(Greeting, new { name = "Ada" }, cancellationToken: Token);

        Assert.Equal(["outer begins greeting", "inner begins greeting", "inner ends Success", "outer ends Success"], seen);
    }

    [Fact]
    public async Task ACallThatIsShortCircuitedNeverReachesTheModel()
    {
        var model = Model();
        await using var engine = Engine(model, static b => b.AddMiddleware(static (call, _, _) => Task.FromResult(call.Fail("policy.refused", "Not today. Ask tomorrow."))));

        var result = await engine.ExecuteAsync(Greeting, new { name = "Ada" }, cancellationToken: Token);

        Assert.Equal(new SkillError("policy.refused", SkillStep.ValidateInput, "", "Not today. Ask tomorrow."), Assert.Single(result.Errors));
        Assert.Empty(model.Requests);
    }

    [Fact]
    public async Task AnAnswerOfAMiddlewareCostsNothing()
    {
        var model = Model();
        await using var engine = Engine(model, static b => b.AddMiddleware(static (call, _, _) => Task.FromResult(call.Succeed(JsonElement.Parse("""{"greeting":"Canned"}""")))));

        var result = (await engine.ExecuteAsync(Greeting, new { name = "Ada" }, cancellationToken: Token)).EnsureSuccess();

        Assert.Equal("Canned", result.Outputs!.Value.GetProperty("greeting").GetString());
        Assert.Equal(0m, result.CostUsd);
        Assert.Empty(model.Requests);
    }

    [Fact]
    public async Task ChangedInputsReachTheModel()
    {
        var model = Model();
        await using var engine = Engine(model, static b => b.AddMiddleware(static (call, next, token) => next(call with { Inputs = new { name = "Bo" } }, token)));

        await engine.ExecuteAsync(Greeting, new { name = "Ada" }, cancellationToken: Token);

        Assert.Contains("Greet Bo.", Assert.Single(model.Requests).Messages[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnExceptionOfAMiddlewareIsAFailedResultWithoutItsText()
    {
        await using var engine = Engine(Model(), static b => b.AddMiddleware(static (_, _, _) => throw new InvalidDataException("secret")));

        var result = await engine.ExecuteAsync(Greeting, new { name = "Ada" }, cancellationToken: Token);

        Assert.Equal("middleware.failed", Assert.Single(result.Errors).Code);
        Assert.DoesNotContain("secret", result.ErrorMessage!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallingNextTwiceFailsAndAsksTheModelOnce()
    {
        var model = Model();
        await using var engine = Engine(model, static b => b.AddMiddleware(static async (call, next, token) =>
        {
            await next(call, token);
            return await next(call, token);
        }));

        var result = await engine.ExecuteAsync(Greeting with { Cache = new() { Enabled = false } }, new { name = "Ada" }, cancellationToken: Token);

        Assert.Equal("middleware.failed", Assert.Single(result.Errors).Code);
        Assert.Single(model.Requests);
    }

    [Fact]
    public async Task StreamsPassThroughItToo()
    {
        var seen = new List<string>();
        await using var engine = Engine(Model(), b => b.AddMiddleware(Noting("one", seen)));

        await foreach (var _ in engine.StreamAsync(Greeting, new { name = "Ada" }, cancellationToken: Token))
        {
        }

        Assert.Equal(["one begins greeting", "one ends Success"], seen);
    }

    [Fact]
    public async Task TheCallersCancellationIsThrownOn()
    {
        using var canceled = new CancellationTokenSource();
        await using var engine = Engine(Model(), b => b.AddMiddleware(async (call, next, token) =>
        {
            await canceled.CancelAsync();
            return await next(call, token);
        }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => engine.ExecuteAsync(Greeting, new { name = "Ada" }, cancellationToken: canceled.Token));
    }

    [Fact]
    public async Task AScopedRuleIsMadeForEachCheckAndDisposed()
    {
        var made = new List<TrackedRule>();
        await using var engine = Engine(Model(), b =>
        {
            b.Services.AddSingleton(made);
            b.AddScopedRule<TrackedRule>("tracked");
        });
        var skill = Greeting with { Cache = new() { Enabled = false }, ValidationRules = [new() { Type = "custom", Parameters = JsonElement.Parse("""{"name":"tracked"}""") }] };

        Assert.True((await engine.ExecuteAsync(skill, new { name = "Ada" }, cancellationToken: Token)).IsSuccess);
        Assert.True((await engine.ExecuteAsync(skill, new { name = "Ada" }, cancellationToken: Token)).IsSuccess);

        Assert.Equal(2, made.Count);
        Assert.All(made, static rule => Assert.True(rule.IsDisposed));
    }

    private static FakeModelClient Model() => new FakeModelClient().Reply("""{"greeting":"Hello"}""");

    private static SkillExecutionEngine Engine(FakeModelClient model, Action<SkillsEngineBuilder> add) => SkillsEngine.Create(b => add(b.AddModelClient(model, model.Model())));

    private static Func<SkillInvocation, SkillInvocationHandler, CancellationToken, Task<SkillResult>> Noting(string name, List<string> seen) => async (call, next, token) =>
    {
        seen.Add($"{name} begins {call.Skill.Slug}");
        var result = await next(call, token);
        seen.Add($"{name} ends {result.Status}");
        return result;
    };

    private sealed class TrackedRule : IValidationRule, IDisposable
    {
        public TrackedRule(List<TrackedRule> made) => made.Add(this);

        public bool IsDisposed { get; private set; }

        public string Name => "tracked";

        public ValueTask<IReadOnlyList<RuleFinding>> CheckAsync(RuleContext context, CancellationToken cancellationToken) => new([]);

        public void Dispose() => IsDisposed = true;
    }
}
