using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

/// <summary>The loop of calls and results through each vendor's own wire form, streamed and whole.</summary>
public sealed class ToolLoopTests
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Skill Skill = new()
    {
        Id = "order-status",
        Name = "Order status",
        PromptTemplate = "Where is order {{ order }}?",
        InputSchema = Some.Json("""{"type":"object","properties":{"order":{"type":"string"}},"required":["order"]}"""),
        Output = new() { Format = OutputFormat.Text },
        Tools = ["look_up_order", "look_up_weather"],
    };

    public static TheoryData<string, bool> All
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var provider in ProviderCase.All)
            {
                data.Add(provider.Name, false);
                data.Add(provider.Name, true);
            }

            return data;
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(All))]
    public async Task TwoParallelCallsAreRunAndAnsweredInTheNextRound(string name, bool stream)
    {
        await using var host = await ToolHost.StartAsync(name, Token, callsToMeet: 2);
        host.Server.Enqueue(
            LoopbackReply.Calls(new LoopbackToolCall("look_up_order", """{"order":"A-17"}"""), new LoopbackToolCall("look_up_weather", """{"city":"Ulm \"old\""}""")) with { Usage = new() { InputUncached = 30, OutputVisible = 20 } },
            LoopbackReply.Of("It is on its way.") with { Usage = new() { InputUncached = 70, OutputVisible = 5 } });

        var (result, events) = await host.RunAsync(Skill, stream, Token);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Equal("It is on its way.", result.RawOutput);
        Assert.Equal(
            [("look_up_order", """{"order":"A-17"}""", """{"state":"shipped A-17"}""", 1), ("look_up_weather", """{"city":"Ulm \"old\""}""", "rain in Ulm \"old\"", 1)],
            result.ToolRuns.Select(static r => (r.Name, Compact(r.Arguments), r.Result, r.Round)));
        Assert.Equal((100, 25), (result.TokensInput, result.TokensOutput));
        Assert.Equal(new Cost(((100 * 1m) + (25 * 2m)) / 1_000_000, CostKind.Exact), result.Cost);
        Assert.Equal([("first", StopReason.ToolUse), ("tools", StopReason.Completed)], result.Attempts.Select(static a => (a.Reason, a.StopReason!.Value)));
        Assert.Equal([MessageRole.User, MessageRole.Assistant, MessageRole.Tool], result.Messages.Select(static m => m.Role));
        if (stream)
        {
            Assert.Equal(["look_up_order", "look_up_weather"], events.OfType<SkillToolCallEvent>().Select(static e => e.Call.Name).Order());
            Assert.Equal(2, events.OfType<SkillToolResultEvent>().Count());
            Assert.Equal("It is on its way.", string.Concat(events.OfType<SkillDeltaEvent>().Select(static e => e.Text)));
        }

        ToolWire.AssertSecondRequest(host.ModelRequests[1], host.ModelRequests[0]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task AToolsErrorAndBadArgumentsAreGivenBackToTheModel(string name, bool stream)
    {
        await using var host = await ToolHost.StartAsync(name, Token);
        host.Server.Enqueue(
            LoopbackReply.Calls(new LoopbackToolCall("look_up_order", """{"order":"lost"}"""), new LoopbackToolCall("look_up_weather", """{"town":7}""")),
            LoopbackReply.Of("I do not know."));

        var (result, _) = await host.RunAsync(Skill, stream, Token);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Equal([SkillToolStatus.Failed, SkillToolStatus.InvalidArguments], result.ToolRuns.Select(static r => r.Status));
        Assert.Equal("There is no order 'lost'.", result.ToolRuns[0].Error);
        Assert.Contains("city", result.ToolRuns[1].Error, StringComparison.Ordinal);
        var sent = host.ModelRequests[1].Json.GetRawText();
        Assert.Contains("There is no order", sent, StringComparison.Ordinal);
        Assert.Contains("The arguments are not valid", sent, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task AfterTheLastRoundTheModelMustAnswer(string name, bool stream)
    {
        await using var host = await ToolHost.StartAsync(name, Token);
        host.Server.Respond(static _ => LoopbackReply.Calls(new LoopbackToolCall("look_up_order", """{"order":"A-17"}""")));

        var (result, _) = await host.RunAsync(Skill with { Limits = new() { MaxToolRounds = 2, Attempts = 1 } }, stream, Token);

        Assert.Equal((ExecutionStatus.Failed, "tools.limit"), (result.Status, result.Errors[0].Code));
        Assert.Equal([1, 2], result.ToolRuns.Select(static r => r.Round));
        Assert.Equal(3, host.ModelRequests.Count);
        Assert.Equal(3 * 12, result.TokensInput);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task ADeniedCallIsNotRunAndTheModelIsTold(string name, bool stream)
    {
        await using var host = await ToolHost.StartAsync(name, Token, static b => b
            .AddTool(ToolHost.Refund)
            .AddToolApprover(static (call, _) => new(call.Arguments.GetProperty("amount").GetInt32() > 100 ? SkillToolApproval.Denied("More than 100 is not allowed.") : SkillToolApproval.Approved)));
        host.Server.Enqueue(
            LoopbackReply.Calls(new LoopbackToolCall("refund", """{"amount":500}"""), new LoopbackToolCall("refund", """{"amount":50}""")),
            LoopbackReply.Of("I refunded 50."));

        var (result, _) = await host.RunAsync(Skill with { Tools = ["refund"] }, stream, Token);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Equal([SkillToolStatus.Denied, SkillToolStatus.Succeeded], result.ToolRuns.Select(static r => r.Status));
        Assert.Equal("refunded 50", result.ToolRuns[1].Result);
        Assert.Contains("More than 100 is not allowed.", host.ModelRequests[1].Json.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task ABudgetThatIsUsedUpEndsTheSecondRound(string name, bool stream)
    {
        await using var host = await ToolHost.StartAsync(name, Token);
        host.Server.Enqueue(LoopbackReply.Calls(new LoopbackToolCall("look_up_order", """{"order":"A-17"}""")) with { Usage = new() { InputUncached = 9_000, OutputVisible = 400 } });

        var (result, _) = await host.RunAsync(
            Skill with { Limits = new() { MaxCostUsd = 0.01m }, ModelPreferences = new() { MaxOutputTokens = 500 } }, stream, Token);

        Assert.Equal((ExecutionStatus.Failed, "model.quota"), (result.Status, result.Errors[0].Code));
        Assert.Equal(new Cost(0.0098m, CostKind.Exact), result.Cost);
        Assert.Equal(SkillToolStatus.Succeeded, Assert.Single(result.ToolRuns).Status);
        Assert.Single(host.ModelRequests);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task ATenantsBudgetThatIsUsedUpEndsTheSecondRound(string name, bool stream)
    {
        await using var host = await ToolHost.StartAsync(name, Token, tenant: "acme", more: static b => b.Services.Configure<SkillsEngineOptions>(static o =>
        {
            o.Routing.Budgets.ReservationWait = TimeSpan.Zero;
            o.Routing.Budgets.Limits.Add(new() { Scope = BudgetScope.Tenant, LimitUsd = 0.01m });
        }));
        host.Server.Enqueue(LoopbackReply.Calls(new LoopbackToolCall("look_up_order", """{"order":"A-17"}""")) with { Usage = new() { InputUncached = 9_000, OutputVisible = 400 } });

        var (result, _) = await host.RunAsync(Skill with { ModelPreferences = new() { MaxOutputTokens = 500 } }, stream, Token);

        Assert.Equal((ExecutionStatus.Failed, "budget.exceeded"), (result.Status, result.Errors[0].Code));
        Assert.Equal(new Cost(0.0098m, CostKind.Exact), result.Cost);
        Assert.Equal(SkillToolStatus.Succeeded, Assert.Single(result.ToolRuns).Status);
        Assert.Single(host.ModelRequests);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task CancelingTheExecutionCancelsTheTool(string name, bool stream)
    {
        await using var host = await ToolHost.StartAsync(name, Token);
        host.Server.Enqueue(LoopbackReply.Calls(new LoopbackToolCall("wait_for_ever")));
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = host.RunAsync(Skill with { Tools = ["wait_for_ever"] }, stream, leaving.Token);

        await host.EndlessStarted.WaitAsync(TimeSpan.FromSeconds(20), Token);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await host.EndlessEnded.WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.Single(host.ModelRequests);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task CallsWithoutAHandlerAreOnTheResult(string name, bool stream)
    {
        await using var host = await ToolHost.StartAsync(name, Token, static b => b.AddTool(SkillTool.Declare("ask_person", "Asks a person.", Some.Json("""{"type":"object"}"""))));
        host.Server.Enqueue(LoopbackReply.Calls(new LoopbackToolCall("ask_person", """{"question":"why"}""")));

        var (result, _) = await host.RunAsync(Skill with { Tools = ["ask_person"] }, stream, Token);

        Assert.Equal((ExecutionStatus.ToolCallsPending, "output.tool_calls"), (result.Status, result.Errors[0].Code));
        var call = Assert.Single(result.ToolRuns);
        Assert.Equal(("ask_person", """{"question":"why"}""", SkillToolStatus.NotHandled), (call.Name, Compact(call.Arguments), call.Status));
        Assert.NotNull(result.ToolCalls);
        Assert.Single(host.ModelRequests);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task ASkillWithASchemaReadsTheAnswerAfterItsTools(string name, bool stream)
    {
        await using var host = await ToolHost.StartAsync(name, Token);
        host.Server.Enqueue(
            LoopbackReply.Calls(new LoopbackToolCall("look_up_order", """{"order":"A-17"}""")) with { Text = "Let me look.", Reasoning = "I need the order." },
            LoopbackReply.Of("""{"greeting":"shipped"}"""));

        var (result, _) = await host.RunAsync(Skill with { OutputSchema = Some.Schema, Output = new() }, stream, Token);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Equal("shipped", result.Outputs!.Value.GetProperty("greeting").GetString());
        Assert.Single(result.ToolRuns);
        ToolWire.AssertReasoningCameBack(name, host.ModelRequests[1].Json);
    }

    private static string Compact(string json) => JsonSerializer.Serialize(JsonElement.Parse(json), Relaxed);
}
