using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Skills.Engine.Testing;
using Skills.Engine.Tests.EndToEnd;
using Skills.Tests;

namespace Skills.Engine.Tests.Tools;

/// <summary>Limits, caching and records of tool calls, over a scripted model.</summary>
public sealed class ToolLimitTests
{
    private static readonly JsonElement Anything = JsonElement.Parse("""{"type":"object"}""");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CallsBeyondTheLimitAreRefusedAndTheModelIsAskedToAnswer()
    {
        var model = new FakeModelClient().Enqueue(Calls("echo", "echo", "echo")).Enqueue("done");
        await using var engine = Engine(model, Echo());

        var result = await engine.ExecuteAsync(SkillWith("echo") with { Limits = new() { MaxToolCalls = 2 } }, cancellationToken: Token);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Equal([SkillToolStatus.Succeeded, SkillToolStatus.Succeeded, SkillToolStatus.LimitReached], result.ToolRuns.Select(static r => r.Status));
        Assert.Equal([ModelToolChoice.Auto, ModelToolChoice.None], model.Requests.Select(static r => r.ToolChoice));
    }

    [Fact]
    public async Task ASkillOfStepsOffersNoToolsOfItsOwn()
    {
        var model = new FakeModelClient().Enqueue("done");
        await using var engine = Engine(model, static b => b.AddSkill(SkillWith()), Echo());
        var whole = SkillWith("echo", "nobody") with
        {
            Id = "whole",
            Composition = new() { Steps = [new() { Key = "only", Skill = "tools" }], Output = JsonElement.Parse("{}") },
        };

        var result = await engine.ExecuteAsync(whole, cancellationToken: Token);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Empty(result.Warnings);
        Assert.Empty(Assert.Single(model.Requests).OfferedTools);
    }

    [Fact]
    public async Task ALongResultIsCutAndSaysSo()
    {
        var model = new FakeModelClient().Enqueue(Calls("long")).Enqueue("done");
        var text = new string('x', 150) + "😀" + new string('y', 5000);
        await using var engine = Engine(model, new SkillTool("long", "", Anything, (_, _) => new(JsonSerializer.SerializeToElement(text))) { MaxResultCharacters = 151 });

        var result = await engine.ExecuteAsync(SkillWith("long"), cancellationToken: Token);

        var run = Assert.Single(result.ToolRuns);
        Assert.True(run.IsTruncated);
        Assert.Equal(new string('x', 150) + "\n[The result was cut: it has 5152 characters, and the first 150 are shown.]", run.Result);
        Assert.Equal(run.Result, model.Requests[1].Messages[^1].ToolResults[0].Text);
    }

    [Fact]
    public async Task AToolThatIgnoresItsTokenIsAbandonedAtItsDeadline()
    {
        var time = new FakeTimeProvider();
        var model = new FakeModelClient().Enqueue(Calls("deaf")).Enqueue("done");
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var never = new TaskCompletionSource<JsonElement>();
        var deaf = new SkillTool("deaf", "", Anything, (_, _) =>
        {
            started.SetResult();
            return new(never.Task);
        }) { Timeout = TimeSpan.FromSeconds(3) };
        await using var engine = Engine(model, time, deaf);

        var running = engine.ExecuteAsync(SkillWith("deaf"), cancellationToken: Token);
        await Eventually.EndsAsync(started.Task);
        time.Advance(TimeSpan.FromSeconds(3));
        var result = await Eventually.EndsAsync(running);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Equal((SkillToolStatus.Failed, "The tool did not end within 3 s."), (result.ToolRuns[0].Status, result.ToolRuns[0].Error));
    }

    [Fact]
    public async Task AnExceptionsSentenceReachesNeitherModelNorText()
    {
        const string Secret = "password=hunter2";
        var model = new FakeModelClient().Enqueue(Calls("broken")).Enqueue("done");
        await using var engine = Engine(model, new SkillTool("broken", "", Anything, static (_, _) => throw new InvalidOperationException(Secret)));

        var result = await engine.ExecuteAsync(SkillWith("broken"), cancellationToken: Token);

        var run = Assert.Single(result.ToolRuns);
        Assert.Equal(("The tool failed with InvalidOperationException.", Secret), (run.Error, run.Exception?.Message));
        Assert.DoesNotContain(Secret, JsonSerializer.Serialize(result), StringComparison.Ordinal);
        Assert.DoesNotContain("{}", run.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARecordWithoutContentHasNoArgumentsAndNoResults()
    {
        var model = new FakeModelClient().Enqueue(Calls("echo")).Enqueue("done");
        var log = new RecordingLog();
        await using var engine = Engine(model, b => b.AddExecutionLog(log), Echo());

        await engine.ExecuteAsync(SkillWith("echo"), cancellationToken: Token);
        var record = await Eventually.EndsAsync(log.NextAsync(Token).AsTask());

        var text = JsonSerializer.Serialize(record.Result);
        Assert.Contains("\"echo\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("argument-of-echo", text, StringComparison.Ordinal);
        Assert.DoesNotContain("result-of-echo", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task ResultsAreCachedOnlyWhenEveryToolIsPure(bool isPure, int executions)
    {
        var model = new FakeModelClient().Respond(static (r, _) => Task.FromResult(r.Messages.Any(static m => m.Role == MessageRole.Tool) ? FakeModelClient.Answer("done") : Calls("echo")));
        await using var engine = Engine(model, Echo() with { IsPure = isPure }, Echo("pure") with { IsPure = true });
        var skill = SkillWith("echo", "pure");

        await engine.ExecuteAsync(skill, cancellationToken: Token);
        var second = await engine.ExecuteAsync(skill, cancellationToken: Token);

        Assert.Equal(isPure, second.CacheHit);
        Assert.Equal(executions * 2, model.Calls);
        Assert.Equal(isPure ? 0 : 1, second.ToolRuns.Count);
    }

    [Fact]
    public async Task TwoTenantsDoNotShareWhatAPureToolGave()
    {
        var model = new FakeModelClient().Respond(static (r, _) => Task.FromResult(r.Messages.Any(static m => m.Role == MessageRole.Tool) ? FakeModelClient.Answer(r.Messages[^1].ToolResults[0].Text) : Calls("tenant")));
        await using var engine = Engine(model, new SkillTool("tenant", "", Anything, static (call, _) => new(JsonSerializer.SerializeToElement(call.Context.TenantId))) { IsPure = true });

        var one = await engine.ExecuteAsync(SkillWith("tenant"), context: new() { TenantId = "one" }, cancellationToken: Token);
        var two = await engine.ExecuteAsync(SkillWith("tenant"), context: new() { TenantId = "two" }, cancellationToken: Token);

        Assert.Equal(("one", "two"), (one.RawOutput, two.RawOutput));
    }

    [Fact]
    public async Task AToolThatIsNotRegisteredIsAWarning()
    {
        var model = new FakeModelClient().Reply("done");
        await using var engine = Engine(model, Echo());

        var result = await engine.ExecuteAsync(SkillWith("echo", "no_such_tool"), cancellationToken: Token);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Contains(result.Warnings, static w => w.Contains("'no_such_tool'", StringComparison.Ordinal));
        Assert.Equal(["echo"], model.Requests[0].OfferedTools.Select(static t => t.Name));
    }

    [Fact]
    public async Task ANameThatTheModelMadeUpIsAnsweredWithTheRealNames()
    {
        var model = new FakeModelClient().Enqueue(Calls("ehco")).Enqueue("done");
        await using var engine = Engine(model, Echo());

        var result = await engine.ExecuteAsync(SkillWith("echo"), cancellationToken: Token);

        Assert.Equal((SkillToolStatus.Unknown, "There is no such tool. The tools are: echo."), (result.ToolRuns[0].Status, result.ToolRuns[0].Error));
    }

    [Fact]
    public async Task CallsThatMustNotOverlapRunOneAfterAnother()
    {
        var model = new FakeModelClient().Enqueue(Calls("alone", "alone", "alone")).Enqueue("done");
        var (running, most) = (0, 0);
        var alone = new SkillTool("alone", "", Anything, async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return Anything;
        }) { AllowsParallel = false };
        await using var engine = Engine(model, alone);

        var result = await engine.ExecuteAsync(SkillWith("alone"), cancellationToken: Token);

        Assert.Equal((3, 1), (result.ToolRuns.Count, most));
    }

    [Fact]
    public async Task WithoutAnApproverACallThatNeedsOneIsDenied()
    {
        var model = new FakeModelClient().Enqueue(Calls("echo")).Enqueue("done");
        await using var engine = Engine(model, Echo() with { RequiresApproval = true });

        var result = await engine.ExecuteAsync(SkillWith("echo"), cancellationToken: Token);

        Assert.Equal((SkillToolStatus.Denied, "The call was not approved. No approver is registered."), (result.ToolRuns[0].Status, result.ToolRuns[0].Error));
    }

    [Fact]
    public async Task AReaskKeepsWhatTheToolsGave()
    {
        var model = new FakeModelClient().Enqueue(Calls("echo")).Enqueue("no json").Enqueue("""{"state":"shipped"}""");
        await using var engine = Engine(model, Echo());
        var skill = SkillWith("echo") with { Output = new(), OutputSchema = JsonElement.Parse("""{"type":"object","properties":{"state":{"type":"string"}},"required":["state"]}""") };

        var result = await engine.ExecuteAsync(skill, cancellationToken: Token);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Equal(["first", "tools", "reask:syntax"], result.Attempts.Select(static a => a.Reason));
        Assert.Contains(model.Requests[2].Messages, static m => m.Role == MessageRole.Tool);
        Assert.Single(result.ToolRuns);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1st")]
    [InlineData("has space")]
    [InlineData("a.b")]
    public void ANameThatNoVendorTakesIsRefused(string name) =>
        Assert.ThrowsAny<ArgumentException>(() => SkillTool.Declare(name, "", Anything));

    [Fact]
    public void ParametersMustBeAnObject() =>
        Assert.Throws<ArgumentException>(() => SkillTool.Declare("list", "", JsonElement.Parse("""{"type":"array"}""")));

    private static Skill SkillWith(params string[] tools) => new()
    {
        Id = "tools",
        Name = "Tools",
        PromptTemplate = "Do it.",
        Output = new() { Format = OutputFormat.Text },
        Tools = tools,
    };

    private static SkillTool Echo(string name = "echo") => new(name, "Repeats.", Anything, static (_, _) => new(JsonElement.Parse("\"result-of-echo\"")));

    private static ModelReply Calls(params string[] names) => FakeModelClient.Answer("") with
    {
        StopReason = StopReason.ToolUse,
        Calls = [.. names.Select(static (n, i) => new ModelToolCall($"c{i}", n, """{"text":"argument-of-echo"}"""))],
    };

    private static SkillExecutionEngine Engine(FakeModelClient model, params SkillTool[] tools) => Engine(model, static _ => { }, tools);

    private static SkillExecutionEngine Engine(FakeModelClient model, TimeProvider time, params SkillTool[] tools) => Engine(model, b => b.Services.AddSingleton(time), tools);

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
