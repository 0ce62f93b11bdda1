using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;
using Skills.Tests;

namespace Skills.Engine.Tests.Tools;

/// <summary>Tools of several kinds in one round, and limits that are reached in the second part of an execution.</summary>
public sealed class ToolCombinationTests
{
    private static readonly JsonElement Anything = JsonElement.Parse("""{"type":"object"}""");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OneThatMustBeAloneIsNotJoinedByThoseAfterIt()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var alone = new SkillTool("alone", "", Anything, async (_, _) =>
        {
            started.SetResult();
            await gate.Task;
            return Anything;
        }) { AllowsParallel = false };
        await using var engine = Engine(new FakeModelClient().Enqueue(Calls("alone", "echo", "echo")).Enqueue("done"), static _ => { }, alone, Echo());

        var running = EventsAsync(engine, SkillWith("alone", "echo"));
        await Eventually.EndsAsync(started.Task);
        gate.SetResult();
        var events = await Eventually.EndsAsync(running);

        Assert.Equal(["start c0", "end c0", "start c1", "start c2"], events[..4]);
    }

    [Fact]
    public async Task NoMoreRunAtATimeThanAllowed()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (running, two) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var held = new SkillTool("held", "", Anything, async (_, _) =>
        {
            if (Interlocked.Increment(ref running) == 2)
            {
                two.SetResult();
            }

            await gate.Task;
            return Anything;
        });
        var model = new FakeModelClient().Enqueue(Calls("held", "held", "held", "held")).Enqueue("done");
        await using var engine = Engine(model, static b => b.Services.Configure<SkillsEngineOptions>(static o => o.Tools.MaxParallel = 2), held);

        var reading = EventsAsync(engine, SkillWith("held"));
        await Eventually.EndsAsync(two.Task);
        gate.SetResult();
        var events = await Eventually.EndsAsync(reading);

        Assert.Equal(["start c0", "start c1"], events[..2]);
        Assert.StartsWith("end", events[2], StringComparison.Ordinal);
        Assert.Equal(8, events.Count);
    }

    [Fact]
    public async Task OfCallsThatWereCutOffOnlyTheLastIsNotRun()
    {
        var model = new FakeModelClient().Enqueue(Calls("echo", "echo") with { StopReason = StopReason.MaxTokens }).Enqueue("done");
        await using var engine = Engine(model, static _ => { }, Echo());

        var result = await engine.ExecuteAsync(SkillWith("echo"), cancellationToken: Token);

        Assert.Equal([SkillToolStatus.Succeeded, SkillToolStatus.InvalidArguments], result.ToolRuns.Select(static r => r.Status));
    }

    /// <summary>A call that was not run because it was cut off does not count to the limit.</summary>
    [Fact]
    public async Task ACallThatWasCutOffLeavesItsPlaceToAnother()
    {
        var model = new FakeModelClient().Enqueue(Calls("echo") with { StopReason = StopReason.MaxTokens }).Enqueue(Calls("echo")).Enqueue("done");
        await using var engine = Engine(model, static _ => { }, Echo());

        var result = await engine.ExecuteAsync(SkillWith("echo") with { Limits = new() { MaxToolCalls = 1 } }, cancellationToken: Token);

        Assert.Equal([SkillToolStatus.InvalidArguments, SkillToolStatus.Succeeded], result.ToolRuns.Select(static r => r.Status));
        Assert.Equal([ModelToolChoice.Auto, ModelToolChoice.Auto, ModelToolChoice.None], model.Requests.Select(static r => r.ToolChoice));
    }

    [Theory]
    [InlineData(2, null, ModelToolChoice.None)]
    [InlineData(3, null, ModelToolChoice.Auto)]
    [InlineData(null, 1, ModelToolChoice.None)]
    [InlineData(null, 2, ModelToolChoice.Auto)]
    public async Task TheLimitsHoldForBothPartsOfAnExecutionThatWaitedForItsHost(int? calls, int? rounds, ModelToolChoice after)
    {
        var model = new FakeModelClient().Enqueue(Calls("echo", "host")).Enqueue("done");
        await using var engine = Engine(model, static _ => { }, Echo(), SkillTool.Declare("host", "", Anything));
        var skill = SkillWith("echo", "host") with { Limits = new() { MaxToolCalls = calls, MaxToolRounds = rounds } };

        var pending = await engine.ExecuteAsync(skill, cancellationToken: Token);
        var result = await engine.ResumeAsync(skill, pending, [new("c1", "host", "given")], Token);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Equal(after, model.Requests[1].ToolChoice);
    }

    /// <summary>Both parts belong to the execution that started them. Without one, the second part belongs to the first.</summary>
    [Theory]
    [InlineData("composed")]
    [InlineData(null)]
    public async Task AnExecutionThatWaitedForItsHostKeepsItsParent(string? parent)
    {
        var model = new FakeModelClient().Enqueue(Calls("host")).Enqueue("done");
        await using var engine = Engine(model, static _ => { }, SkillTool.Declare("host", "", Anything));

        var pending = await engine.ExecuteAsync(SkillWith("host"), context: new() { ParentExecutionId = parent }, cancellationToken: Token);
        var result = await engine.ResumeAsync(SkillWith("host"), pending, [new("c0", "host", "given")], Token);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Equal((parent, parent ?? pending.ExecutionId), (pending.Context.ParentExecutionId, result.Context.ParentExecutionId));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatTheHostGivesIsCutAtTheToolsLimitErrorOrNot(bool isError)
    {
        var model = new FakeModelClient().Enqueue(Calls("host")).Enqueue("done");
        await using var engine = Engine(model, static _ => { }, SkillTool.Declare("host", "", Anything) with { MaxResultCharacters = 10 });

        var pending = await engine.ExecuteAsync(SkillWith("host"), cancellationToken: Token);
        var result = await engine.ResumeAsync(SkillWith("host"), pending, [new("c0", "host", new string('x', 500), isError)], Token);

        Assert.StartsWith("xxxxxxxxxx\n[The result was cut", model.Requests[1].Messages[^1].ToolResults[0].Text, StringComparison.Ordinal);
        Assert.True(result.IsSuccess, result.ErrorMessage);
    }

    /// <summary>Some servers give all calls of a reply one id, or none.</summary>
    [Theory]
    [InlineData("same", "same")]
    [InlineData("", "")]
    public async Task CallsWithoutIdsOfTheirOwnAreToldApart(params string[] ids)
    {
        var calls = Calls("echo", "echo");
        var model = new FakeModelClient().Enqueue(calls with { Calls = [.. calls.Calls.Select((c, i) => c with { Id = ids[i] })] }).Enqueue("done");
        await using var engine = Engine(model, static _ => { }, Echo());

        var result = await engine.ExecuteAsync(SkillWith("echo"), cancellationToken: Token);

        Assert.Equal(2, result.ToolRuns.Select(static r => r.CallId).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(result.ToolRuns.Select(static r => r.CallId), model.Requests[1].Messages[^1].ToolResults.Select(static r => r.CallId));
    }

    [Theory]
    [InlineData(100, SkillToolStatus.Succeeded)]
    [InlineData(101, SkillToolStatus.InvalidArguments)]
    public async Task ArgumentsAsLongAsAllowedAreTaken(int length, SkillToolStatus status)
    {
        var calls = Calls("echo");
        var arguments = $$"""{"text":"{{new string('x', length - 11)}}"}""";
        var model = new FakeModelClient().Enqueue(calls with { Calls = [calls.Calls[0] with { Arguments = arguments }] }).Enqueue("done");
        await using var engine = Engine(model, static b => b.Services.Configure<SkillsEngineOptions>(static o => o.Tools.MaxArgumentCharacters = 100), Echo());

        var result = await engine.ExecuteAsync(SkillWith("echo"), cancellationToken: Token);

        Assert.Equal((length, status), (arguments.Length, Assert.Single(result.ToolRuns).Status));
    }

    [Theory]
    [InlineData("{}", """{"unit":"km"}""")]
    [InlineData("""{"unit":"mi"}""", """{"unit":"mi"}""")]
    public async Task AToolIsGivenTheDefaultsOfItsArguments(string arguments, string given)
    {
        var calls = Calls("measure");
        var seen = new List<string>();
        var measure = new SkillTool("measure", "", JsonElement.Parse("""{"type":"object","properties":{"unit":{"enum":["km","mi"],"default":"km"}},"required":["unit"]}"""), (call, _) =>
        {
            seen.Add(call.Arguments.GetRawText());
            return new(Anything);
        });
        await using var engine = Engine(new FakeModelClient().Enqueue(calls with { Calls = [calls.Calls[0] with { Arguments = arguments }] }).Enqueue("done"), static _ => { }, measure);

        var result = await engine.ExecuteAsync(SkillWith("measure"), cancellationToken: Token);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Equal([given], seen);
    }

    private static async Task<List<string>> EventsAsync(SkillExecutionEngine engine, Skill skill)
    {
        var seen = new List<string>();
        await foreach (var happened in engine.StreamAsync(skill, cancellationToken: Token))
        {
            switch (happened)
            {
                case SkillToolCallEvent called:
                    seen.Add($"start {called.Call.Id}");
                    break;
                case SkillToolResultEvent ended:
                    seen.Add($"end {ended.Run.CallId}");
                    break;
            }
        }

        return seen;
    }

    private static Skill SkillWith(params string[] tools) => new()
    {
        Id = "tools",
        Name = "Tools",
        PromptTemplate = "Do it.",
        Output = new() { Format = OutputFormat.Text },
        Tools = tools,
    };

    private static SkillTool Echo() => new("echo", "Repeats.", Anything, static (_, _) => new(JsonElement.Parse("\"result-of-echo\"")));

    private static ModelReply Calls(params string[] names) => FakeModelClient.Answer("") with
    {
        StopReason = StopReason.ToolUse,
        Calls = [.. names.Select(static (n, i) => new ModelToolCall($"c{i}", n, "{}"))],
    };

    private static SkillExecutionEngine Engine(FakeModelClient model, Action<SkillsEngineBuilder> more, params SkillTool[] tools) => SkillsEngine.Create(b =>
    {
        b.AddModelClient(model, model.Model());
        foreach (var tool in tools)
        {
            b.AddTool(tool);
        }

        more(b);
    });
}
