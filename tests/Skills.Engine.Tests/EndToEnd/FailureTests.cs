using System.Diagnostics;
using System.Text.Json;
using Skills.Engine.Testing;

namespace Skills.Engine.Tests.EndToEnd;

/// <summary>Each failure has its own status, code, step and sentence, and costs nothing it should not.</summary>
public sealed class FailureTests
{
    private const string Model = "claude-sonnet-4-6";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnInvalidInputNeverReachesTheModel()
    {
        await using var bench = await Bench.StartAsync();
        var skill = Bench.Greeting with
        {
            InputSchema = JsonElement.Parse("""
                { "type": "object", "required": ["name", "tags"], "properties": { "name": { "type": "string" }, "age": { "type": "integer" }, "tags": { "type": "array" }, "address": { "type": "object", "properties": { "zip": { "type": "string" } } } } }
                """),
        };

        var result = await bench.Engine.ExecuteAsync(skill, new { age = "x", address = new { zip = 5 } }, cancellationToken: Token);

        Assert.Equal(ExecutionStatus.Failed, result.Status);
        Assert.All(result.Errors, e => Assert.Equal(SkillStep.ValidateInput, e.Step));
        Assert.Equal(["input.required", "input.required", "input.type", "input.type"], result.Errors.Select(e => e.Code).Order());
        Assert.Equal(["", "", "/address/zip", "/age"], result.Errors.Select(e => e.Path).Order());
        Assert.Empty(bench.Server.Requests);
        Assert.Throws<SkillInputValidationException>(() => result.EnsureSuccess());
        Assert.Equal(0m, result.CostUsd);
    }

    [Fact]
    public async Task ATemplateErrorPointsToItsPlace()
    {
        await using var bench = await Bench.StartAsync();
        var skill = Bench.Greeting with { PromptTemplate = "Hello\n{% if name %}{{ name }}" };

        var result = await bench.Engine.ExecuteAsync(skill, new { name = "Alice" }, cancellationToken: Token);

        var error = Assert.Single(result.Errors);
        Assert.Equal(SkillStep.RenderPrompt, error.Step);
        Assert.Equal("template.syntax", error.Code);
        Assert.StartsWith("prompt:2:", error.Path, StringComparison.Ordinal);
        Assert.Empty(bench.Server.Requests);
    }

    [Fact]
    public async Task AnUndeclaredVariableIsAnError()
    {
        await using var bench = await Bench.StartAsync();
        var skill = Bench.Greeting with { PromptTemplate = "Hello\n  {{ nmae }}" };

        var result = await bench.Engine.ExecuteAsync(skill, new { name = "Alice" }, cancellationToken: Token);

        var error = Assert.Single(result.Errors);
        Assert.Equal(("template.undeclared", SkillStep.RenderPrompt, "prompt:2:6"), (error.Code, error.Step, error.Path));
        Assert.Contains("'nmae'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'name'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoModelSaysWhatWasWantedAndWhatCameNearest()
    {
        await using var bench = await Bench.StartAsync();
        var skill = Bench.Greeting with { ModelPreferences = new() { MinQuality = 1 } };

        var result = await bench.Engine.ExecuteAsync(skill, new { name = "Alice" }, cancellationToken: Token);

        var error = Assert.Single(result.Errors);
        Assert.Equal(("model.none_available", SkillStep.SelectModel), (error.Code, error.Step));
        Assert.Contains("quality", error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(bench.Server.Requests);
    }

    [Fact]
    public async Task WithoutAnyProviderTheSentenceSaysHowToAddOne()
    {
        await using var bench = await Bench.StartAsync("none");

        var result = await bench.Engine.ExecuteAsync(Bench.Greeting, new { name = "Alice" }, cancellationToken: Token);

        Assert.Equal("model.none_available", Assert.Single(result.Errors).Code);
    }

    [Theory]
    [InlineData(ModelErrorKind.Auth, "model.auth")]
    [InlineData(ModelErrorKind.Permission, "model.permission")]
    [InlineData(ModelErrorKind.NotFound, "model.not_found")]
    [InlineData(ModelErrorKind.InvalidRequest, "model.invalid_request")]
    [InlineData(ModelErrorKind.ServerError, "model.server_error")]
    [InlineData(ModelErrorKind.Overloaded, "model.overloaded")]
    [InlineData(ModelErrorKind.Quota, "model.quota")]
    [InlineData(ModelErrorKind.ContextWindow, "model.context_window")]
    public async Task AProvidersErrorKeepsItsClass(ModelErrorKind kind, string code)
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Respond(_ => LoopbackReply.Fails(kind));

        var result = await bench.Engine.ExecuteAsync(Pinned(), new { name = "Alice" }, new() { Model = Model, Timeout = TimeSpan.FromSeconds(20) }, Token);

        Assert.Equal(ExecutionStatus.Failed, result.Status);
        Assert.Equal((code, SkillStep.InvokeModel), (result.Errors[0].Code, result.Errors[0].Step));
        Assert.NotEmpty(result.Attempts);
        Assert.DoesNotContain("test-key", JsonSerializer.Serialize(result), StringComparison.Ordinal);
        Assert.Throws<SkillExecutionException>(() => result.EnsureSuccess());
    }

    [Fact]
    public async Task ARateLimitIsWaitedForAsAsked()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Enqueue(LoopbackReply.Fails(ModelErrorKind.RateLimit, TimeSpan.FromSeconds(1)), LoopbackReply.Of("""{"greeting": "Hi"}"""));
        var clock = Stopwatch.StartNew();

        var result = await bench.Engine.ExecuteAsync(Pinned(), new { name = "Alice" }, new() { Model = Model }, Token);

        Assert.Equal(ExecutionStatus.Success, result.Status);
        Assert.Equal(2, result.Attempts.Count);
        Assert.Equal(ModelErrorKind.RateLimit, result.Attempts[0].Error);
        Assert.True(clock.Elapsed >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task AHangingServerCostsNoMoreThanTheTimeout()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Respond(_ => LoopbackReply.Hangs());
        var limit = TimeSpan.FromSeconds(2);

        var result = await bench.Engine.ExecuteAsync(Bench.Greeting, new { name = "Alice" }, new() { Timeout = limit }, Token);

        Assert.Equal(ExecutionStatus.Timeout, result.Status);
        Assert.Equal(SkillStep.InvokeModel, result.Errors[0].Step);
        Assert.InRange(result.LatencyMs, limit.TotalMilliseconds * 0.95, limit.TotalMilliseconds * 1.1);
        Assert.NotNull(result.RenderedPrompt);
    }

    [Fact]
    public async Task TheCallersCancellationIsThrownAndLogged()
    {
        await using var bench = await Bench.StartAsync();
        using var caller = new CancellationTokenSource();
        bench.Server.Respond(_ =>
        {
            caller.Cancel();
            return LoopbackReply.Hangs();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.Engine.ExecuteAsync(Bench.Greeting, new { name = "Alice" }, cancellationToken: caller.Token));

        var record = await bench.Log!.NextAsync(Token);
        Assert.Equal(ExecutionStatus.Canceled, record.Result.Status);
    }

    [Fact]
    public async Task AReplyThatIsNoJsonFailsAndIsKept()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Reply("I cannot think of anything today.");

        var result = await bench.Engine.ExecuteAsync(Bench.OneTry(Model), new { name = "Alice" }, cancellationToken: Token);

        Assert.Equal(ExecutionStatus.Failed, result.Status);
        Assert.Equal(SkillStep.ValidateOutput, result.Errors[0].Step);
        Assert.Equal("I cannot think of anything today.", result.RawOutput);
        Assert.Equal(12, result.TokensInput);
        Assert.True(result.CostUsd > 0);
        Assert.Throws<SkillOutputValidationException>(() => result.EnsureSuccess());
    }

    [Fact]
    public async Task AReplyThatViolatesTheSchemaFailsWithPathsAndIsNotCached()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Reply("""{"greting": "Hi", "n": 1}""");
        var skill = Bench.Greeting with { Limits = new() { Attempts = 1 }, Output = new() { OnInvalid = InvalidOutputAction.Fail } };

        var result = await bench.Engine.ExecuteAsync(skill, new { name = "Alice" }, cancellationToken: Token);
        var again = await bench.Engine.ExecuteAsync(skill, new { name = "Alice" }, cancellationToken: Token);

        Assert.Equal("output.required", result.Errors[0].Code);
        Assert.False(again.CacheHit);
        Assert.Equal(2, bench.Server.Requests.Count);
    }

    [Fact]
    public async Task AnInvalidReplyIsAskedAgainAndBothAttemptsArePaid()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Enqueue("""{"greeting": null}""", """{"/greeting": "Hi"}""");

        var result = await bench.Engine.ExecuteAsync(Bench.OneTry(Model) with { Limits = new() { Attempts = 2 } }, new { name = "Alice" }, cancellationToken: Token);

        Assert.Equal(ExecutionStatus.Success, result.Status);
        Assert.Equal(["first", "reask:violations"], result.Attempts.Select(a => a.Reason));
        Assert.Equal([false, true], result.Attempts.Select(a => a.OutputValid));
        Assert.Equal(24, result.TokensInput);
        Assert.Equal(result.Attempts.Sum(a => a.Cost.Usd), result.CostUsd);
    }

    [Fact]
    public async Task AFailedRuleKeepsTheOutputsAndIsNotCached()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Reply("""{"greeting": "Hi"}""");
        var skill = Bench.OneTry(Model) with
        {
            Cache = new(),
            ValidationRules = [new() { Type = "regex", Parameters = JsonElement.Parse("""{ "field": "greeting", "pattern": "Alice" }""") }],
        };

        var result = await bench.Engine.ExecuteAsync(skill, new { name = "Alice" }, cancellationToken: Token);
        await bench.Engine.ExecuteAsync(skill, new { name = "Alice" }, cancellationToken: Token);

        Assert.Equal(ExecutionStatus.Failed, result.Status);
        Assert.Equal(("rules.regex", SkillStep.RunRules, "/greeting"), (result.Errors[0].Code, result.Errors[0].Step, result.Errors[0].Path));
        Assert.Equal("Hi", result.Outputs!.Value.GetProperty("greeting").GetString());
        Assert.False(result.ValidationResult!.Passed);
        Assert.Equal(2, bench.Server.Requests.Count);
    }

    [Fact]
    public async Task AnArchivedSkillDoesNotRun()
    {
        await using var bench = await Bench.StartAsync();

        var result = await bench.Engine.ExecuteAsync(Bench.Greeting with { Status = SkillStatus.Archived, Replacement = "greeting-2" }, new { name = "Alice" }, cancellationToken: Token);

        Assert.Equal("skill.archived", Assert.Single(result.Errors).Code);
        Assert.Contains("greeting-2", result.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MisuseIsThrown()
    {
        await using var bench = await Bench.StartAsync();

        await Assert.ThrowsAsync<ArgumentNullException>(() => bench.Engine.ExecuteAsync((Skill)null!, cancellationToken: Token));
        await Assert.ThrowsAsync<ArgumentException>(() => bench.Engine.ExecuteAsync("", cancellationToken: Token));
    }

    private static Skill Pinned() => Bench.Greeting with { Cache = new() { Enabled = false } };
}
