using System.Text.Json;

namespace Skills.Engine.Tests.EndToEnd;

public sealed class GreetingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Replies()
    {
        var data = new TheoryData<string, string>();
        foreach (var api in (string[])["anthropic", "openai"])
        {
            data.Add(api, """{"greeting": "Hello, Alice!"}""");
            data.Add(api, "```json\n{\"greeting\": \"Hello, Alice!\"}\n```");
            data.Add(api, "Sure! Here is your greeting:\n\n{\"greeting\": \"Hello, Alice!\"}\n\nLet me know if you want another.");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Replies))]
    public async Task TheQuickStartOfTheBriefSucceeds(string api, string reply)
    {
        await using var bench = await Bench.StartAsync(api);
        bench.Server.Reply(reply);

        var result = await bench.Engine.ExecuteAsync(Bench.Greeting, new { name = "Alice" }, new() { UserId = "user-123" }, Token);

        Assert.Equal(ExecutionStatus.Success, result.Status);
        Assert.Equal("Hello, Alice!", result.Outputs!.Value.GetProperty("greeting").GetString());
        Assert.Equal("Generate a greeting for Alice", result.RenderedPrompt);
        Assert.Null((result with { RenderedPrompt = null }).RenderedPrompt);
        Assert.Equal("user-123", result.Context.UserId);
        Assert.True(result.ValidationPassed);
        Assert.Equal(reply, result.RawOutput);
        Assert.Single(bench.Server.Requests);
        Assert.Equal(8, result.StepTimings.Count);
        Assert.True(result.CompletedAt >= result.ExecutedAt);
        Assert.Equal(TimeSpan.Zero, result.ExecutedAt.Offset);
    }

    [Theory]
    [InlineData("anthropic", "claude-sonnet-4-6", 3, 15)]
    [InlineData("openai", "gpt-4o", 2.5, 10)]
    public async Task TokensAndCostAreTheServedUsageTimesTheCatalogsPrice(string api, string model, double input, double output)
    {
        await using var bench = await Bench.StartAsync(api);
        bench.Server.Reply("""{"greeting": "Hi"}""");

        var result = await bench.Engine.ExecuteAsync(Bench.OneTry(model), new { name = "Alice" }, cancellationToken: Token);

        Assert.Equal(model, result.ModelId);
        Assert.Equal(api, result.ModelProvider);
        Assert.Equal(12, result.TokensInput);
        Assert.Equal(7, result.TokensOutput);
        Assert.Equal(((12 * (decimal)input) + (7 * (decimal)output)) / 1_000_000m, result.CostUsd);
        Assert.Equal(CostKind.Exact, result.Cost.Kind);
    }

    [Fact]
    public async Task TheSecondCallIsAHitWithItsOwnIdTimesAndCaller()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Reply("""{"greeting": "Hi"}""");

        var first = await bench.Engine.ExecuteAsync(Bench.Greeting, new { name = "Alice" }, new() { UserId = "user-1" }, Token);
        var second = await bench.Engine.ExecuteAsync(Bench.Greeting, new { name = "Alice" }, new() { UserId = "user-2" }, Token);

        Assert.False(first.CacheHit);
        Assert.True(second.CacheHit);
        Assert.Single(bench.Server.Requests);
        Assert.Equal(first.Outputs!.Value.GetRawText(), second.Outputs!.Value.GetRawText());
        Assert.NotEqual(first.ExecutionId, second.ExecutionId);
        Assert.True(string.CompareOrdinal(second.ExecutionId, first.ExecutionId) > 0);
        Assert.Equal("user-2", second.Context.UserId);
        Assert.True(second.ExecutedAt >= first.CompletedAt);
        Assert.Equal([SkillStep.ValidateInput, SkillStep.LookUpCache], second.StepTimings.Keys.Order());
        Assert.Equal(0, second.TokensInput);
        Assert.Equal(0m, second.CostUsd);
        Assert.Empty(second.Attempts);
        Assert.Equal(first.CacheKey, second.CacheKey);
        Assert.Equal(first.ModelId, second.ModelId);
    }

    [Fact]
    public async Task TypedOutputsAreReadFromTheSameResult()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Reply("""{"greeting": "Hi"}""");

        var result = await bench.Engine.ExecuteAsync<GreetingOutput>(Bench.Greeting, new { name = "Alice" }, cancellationToken: Token);

        Assert.Equal("Hi", result.Output!.Greeting);
        Assert.Equal(ExecutionStatus.Success, result.Status);
    }

    [Fact]
    public async Task RenderRunsStepsOneAndThreeOnly()
    {
        await using var bench = await Bench.StartAsync();

        var rendered = bench.Engine.Render(Bench.Greeting, new { name = "Alice" });
        var refused = bench.Engine.Render(Bench.Greeting, new { nickname = "Al" });

        Assert.Equal("Generate a greeting for Alice", rendered.RenderedPrompt);
        Assert.Equal([SkillStep.ValidateInput, SkillStep.RenderPrompt], rendered.StepTimings.Keys.Order());
        Assert.Equal("input.required", Assert.Single(refused.Errors).Code);
        Assert.Empty(bench.Server.Requests);
    }

    [Fact]
    public async Task ASkillOfTheCatalogRunsByName()
    {
        await using var bench = await Bench.StartAsync(more: b => b.AddSkill(Bench.Greeting));
        bench.Server.Reply("""{"greeting": "Hi"}""");

        var known = await bench.Engine.ExecuteAsync("test-skill", new { name = "Alice" }, cancellationToken: Token);
        var unknown = await bench.Engine.ExecuteAsync("test-skil", new { name = "Alice" }, cancellationToken: Token);

        Assert.Equal(ExecutionStatus.Success, known.Status);
        Assert.Equal("skill.not_found", Assert.Single(unknown.Errors).Code);
        Assert.Contains("'test-skill'", unknown.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStreamYieldsStepsTextAndTheResult()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Reply("""{"greeting": "Hello, Alice, nice to meet you!"}""");

        var events = await bench.Engine.StreamAsync(Bench.Greeting, new { name = "Alice" }, cancellationToken: Token).ToListAsync(Token);

        Assert.Equal(Enum.GetValues<SkillStep>(), events.OfType<SkillStepEvent>().Select(e => e.Step));
        Assert.Equal("""{"greeting": "Hello, Alice, nice to meet you!"}""", string.Concat(events.OfType<SkillDeltaEvent>().Select(e => e.Text)));
        Assert.Single(events.OfType<SkillAttemptEvent>());
        var last = Assert.IsType<SkillResultEvent>(events[^1]);
        Assert.Equal(ExecutionStatus.Success, last.Result.Status);
        var partials = events.OfType<SkillPartialEvent>().Select(e => e.Value!.Value).ToList();
        Assert.True(JsonElement.DeepEquals(last.Result.Outputs!.Value, partials[^1]));
        Assert.Contains(partials, p => p.TryGetProperty("greeting", out var greeting) && greeting.GetString() is { Length: > 0 and < 20 });
    }

    [Fact]
    public async Task AThousandExecutionsInParallelAllSucceedAndLeaveNoConnectionBehind()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Respond(request => new() { Text = $$"""{"greeting": "Hello {{request.Body.Length}}"}""" });

        var results = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => bench.Engine.ExecuteAsync(Bench.Greeting, new { name = $"Person {i % 100}" }, cancellationToken: Token)));

        Assert.All(results, r => Assert.Equal(ExecutionStatus.Success, r.Status));
        Assert.Equal(1000, results.Select(r => r.ExecutionId).Distinct().Count());
        Assert.Equal(100, bench.Server.Requests.Count);
        Assert.Equal(0, bench.Server.ActiveRequests);
        Assert.InRange(bench.Server.OpenConnections, 0, 100);
    }

    private sealed record GreetingOutput(string Greeting);
}
