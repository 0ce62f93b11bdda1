using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

/// <summary>An execution that waits for tools of the host goes on with their results, in each vendor's form.</summary>
public sealed class ToolResumeTests
{
    private static readonly JsonElement AnyObject = Some.Json("""{"type":"object"}""");

    private static readonly Skill Skill = new()
    {
        Id = "order-status",
        Name = "Order status",
        PromptTemplate = "Where is order {{ order }}?",
        InputSchema = Some.Json("""{"type":"object","properties":{"order":{"type":"string"}},"required":["order"]}"""),
        Output = new() { Format = OutputFormat.Text },
        Tools = ["look_up_order", "ask_person"],
    };

    public static TheoryData<string> Names => ProviderCase.Names;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Names))]
    public async Task TheFinalAnswerHasUsageCostAndCallsOfBothParts(string name)
    {
        await using var host = await StartAsync(name);
        host.Server.Enqueue(
            LoopbackReply.Calls(new LoopbackToolCall("look_up_order", """{"order":"A-17"}"""), new LoopbackToolCall("ask_person", """{"question":"where"}""")) with { Usage = new() { InputUncached = 30, OutputVisible = 20 }, Reasoning = "Hm." },
            LoopbackReply.Of("It is in Ulm.") with { Usage = new() { InputUncached = 70, OutputVisible = 5 } });

        var (pending, _) = await host.RunAsync(Skill, stream: false, Token);
        var waiting = Assert.Single(pending.ToolRuns, static r => r.Status == SkillToolStatus.NotHandled);
        var result = await host.Engine.ResumeAsync(Skill, Stored(pending), [new(waiting.CallId, "ask_person", "In Ulm.")], Token);

        Assert.Equal(ExecutionStatus.ToolCallsPending, pending.Status);
        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Equal("It is in Ulm.", result.RawOutput);
        Assert.Equal([("look_up_order", """{"state":"shipped A-17"}"""), ("ask_person", "In Ulm.")], result.ToolRuns.Select(static r => (r.Name, r.Result)));
        Assert.All(result.ToolRuns, static r => Assert.Equal((SkillToolStatus.Succeeded, null), (r.Status, r.Error)));
        Assert.Equal((100, 25), (result.TokensInput, result.TokensOutput));
        Assert.Equal(new Cost(((100 * 1m) + (25 * 2m)) / 1_000_000, CostKind.Exact), result.Cost);
        Assert.Equal([(1, "first"), (2, "tools")], result.Attempts.Select(static a => (a.Number, a.Reason)));
        Assert.Equal([MessageRole.User, MessageRole.Assistant, MessageRole.Tool], result.Messages.Select(static m => m.Role));
        Assert.Equal(pending.ExecutionId, result.Context.ParentExecutionId);
        Assert.Contains("In Ulm.", host.ModelRequests[1].Json.GetRawText(), StringComparison.Ordinal);
        ToolWire.AssertReasoningCameBack(name, host.ModelRequests[1].Json);
    }

    [Fact]
    public async Task ALogCountsTheCostOfEachPartOnce()
    {
        var log = new Recorded();
        await using var host = await StartAsync("openai", b => b.Services.AddSingleton<IExecutionLog>(log));
        host.Server.Enqueue(
            LoopbackReply.Calls(new LoopbackToolCall("ask_person")) with { Usage = new() { InputUncached = 30, OutputVisible = 20 } },
            LoopbackReply.Of("Done.") with { Usage = new() { InputUncached = 70, OutputVisible = 5 } });

        var (pending, _) = await host.RunAsync(Skill, stream: false, Token);
        var result = await host.Engine.ResumeAsync(Skill, pending, ResultsFor(pending), Token);
        await host.DisposeAsync();

        Assert.Equal(result.Cost.Usd, log.Costs.Sum());
        Assert.Equal(2, log.Costs.Count);
    }

    [Fact]
    public async Task ItMayWaitAgainAndTheLimitOfRoundsCountsOverAllParts()
    {
        await using var host = await StartAsync("anthropic");
        host.Server.Enqueue(LoopbackReply.Calls(new LoopbackToolCall("ask_person")), LoopbackReply.Calls(new LoopbackToolCall("ask_person")), LoopbackReply.Of("Done."));
        var skill = Skill with { Limits = new() { MaxToolRounds = 2 } };

        var (first, _) = await host.RunAsync(skill, stream: false, Token);
        var second = await host.Engine.ResumeAsync(skill, first, ResultsFor(first), Token);
        var last = await host.Engine.ResumeAsync(skill, second, ResultsFor(second), Token);

        Assert.Equal((ExecutionStatus.ToolCallsPending, ExecutionStatus.Success), (second.Status, last.Status));
        Assert.Equal([1, 2], last.ToolRuns.Select(static r => r.Round));
        Assert.Equal("none", host.ModelRequests[2].Json.GetProperty("tool_choice").GetProperty("type").GetString());
        Assert.Equal(3 * 12, last.TokensInput);
    }

    [Fact]
    public async Task TheLimitOnCostCountsOverBothParts()
    {
        await using var host = await StartAsync("openai");
        host.Server.Enqueue(LoopbackReply.Calls(new LoopbackToolCall("ask_person")) with { Usage = new() { InputUncached = 9_000, OutputVisible = 400 } });
        var skill = Skill with { Limits = new() { MaxCostUsd = 0.01m }, ModelPreferences = new() { MaxOutputTokens = 500 } };

        var (pending, _) = await host.RunAsync(skill, stream: false, Token);
        var result = await host.Engine.ResumeAsync(skill, pending, ResultsFor(pending), Token);

        Assert.Equal((ExecutionStatus.Failed, "model.quota"), (result.Status, result.Errors[0].Code));
        Assert.Equal(new Cost(0.0098m, CostKind.Exact), result.Cost);
        Assert.Single(host.ModelRequests);
    }

    [Fact]
    public async Task AResultIsCutAndAnErrorIsToldAsSuch()
    {
        await using var host = await StartAsync("anthropic", static b => b.Services.Configure<SkillsEngineOptions>(static o => o.Tools.MaxResultCharacters = 100));
        host.Server.Enqueue(LoopbackReply.Calls(new LoopbackToolCall("ask_person"), new LoopbackToolCall("ask_person")), LoopbackReply.Of("Done."));

        var (pending, _) = await host.RunAsync(Skill, stream: false, Token);
        var result = await host.Engine.ResumeAsync(Skill, pending, [new(pending.ToolRuns[0].CallId, "ask_person", new string('x', 200)), new(pending.ToolRuns[1].CallId, "ask_person", "Nobody is here.", IsError: true)], Token);

        Assert.True(result.ToolRuns[0].IsTruncated);
        Assert.Equal((SkillToolStatus.Failed, "Nobody is here."), (result.ToolRuns[1].Status, result.ToolRuns[1].Error));
        var told = host.ModelRequests[1].Json.GetProperty("messages")[2].GetProperty("content")[1];
        Assert.True(told.GetProperty("is_error").GetBoolean());
    }

    [Fact]
    public async Task ASkillThatHasChangedIsNotResumed()
    {
        await using var host = await StartAsync("openai");
        host.Server.Enqueue(LoopbackReply.Calls(new LoopbackToolCall("ask_person")));

        var (pending, _) = await host.RunAsync(Skill, stream: false, Token);
        var result = await host.Engine.ResumeAsync(Skill with { PromptTemplate = "Other." }, pending, ResultsFor(pending), Token);

        Assert.Equal((ExecutionStatus.Failed, "tools.skill_changed"), (result.Status, result.Errors[0].Code));
        Assert.Single(host.ModelRequests);
    }

    [Fact]
    public async Task ResultsThatDoNotFitAreMisuse()
    {
        await using var host = await StartAsync("openai");
        host.Server.Enqueue(LoopbackReply.Calls(new LoopbackToolCall("ask_person")), LoopbackReply.Of("Done."));
        var (pending, _) = await host.RunAsync(Skill, stream: false, Token);
        var done = await host.Engine.ResumeAsync(Skill, pending, ResultsFor(pending), Token);

        await Assert.ThrowsAsync<ArgumentException>(() => host.Engine.ResumeAsync(Skill, pending, [], Token));
        await Assert.ThrowsAsync<ArgumentException>(() => host.Engine.ResumeAsync(Skill, pending, [new("other", "ask_person", "a")], Token));
        await Assert.ThrowsAsync<ArgumentException>(() => host.Engine.ResumeAsync(Skill, pending, [.. ResultsFor(pending), .. ResultsFor(pending)], Token));
        await Assert.ThrowsAsync<ArgumentException>(() => host.Engine.ResumeAsync(Skill, done, ResultsFor(pending), Token));
    }

    private static ModelToolResult[] ResultsFor(SkillResult pending) =>
        [.. pending.ToolRuns.Where(static r => r.Status == SkillToolStatus.NotHandled).Select(static r => new ModelToolResult(r.CallId, r.Name, "Yes."))];

    // A person answers later, so hosts keep the result.
    private static SkillResult Stored(SkillResult pending) => JsonSerializer.Deserialize<SkillResult>(JsonSerializer.Serialize(pending))!;

    private static Task<ToolHost> StartAsync(string name, Action<SkillsEngineBuilder>? more = null) => ToolHost.StartAsync(name, Token, b =>
    {
        b.AddTool(SkillTool.Declare("ask_person", "Asks a person.", AnyObject));
        more?.Invoke(b);
    });

    private sealed class Recorded : IExecutionLog
    {
        public List<decimal?> Costs { get; } = [];

        public ValueTask WriteAsync(ExecutionRecord record, CancellationToken cancellationToken)
        {
            Costs.Add(record.Result.CostUsd);
            return ValueTask.CompletedTask;
        }
    }
}
