using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Skills.Engine.AspNetCore.Runs;

namespace Skills.Engine.AspNetCore.Tests;

/// <summary>Runs as the store keeps them.</summary>
public sealed class RunStoreTests
{
    [Theory]
    [InlineData(48)]
    [InlineData(-48)]
    public async Task AWallClockThatIsSetChangesNoLifetimeOfARun(int hours)
    {
        var time = new TestClock();
        var options = new SkillsEndpointOptions();
        var store = new RunStore(options, time, NullLogger.Instance, TestContext.Current.CancellationToken);
        var caller = new SkillExecutionContext { UserId = "u" };
        var run = store.Start(new() { Id = "s", Name = "S" }, caller, 0, static _ => Task.FromResult<SkillResult>(SkillResult.Succeeded("right")))!;
        await run.Finished;
        time.Jump(TimeSpan.FromHours(hours));

        Assert.NotNull(store.Find(run.Id, caller));
        Assert.Single(store.Of(caller));
        time.Advance(options.RunLifetime);
        Assert.Null(store.Find(run.Id, caller));
        Assert.Empty(store.Of(caller));
    }

    [Fact]
    public async Task TheLastBytesAreForThoseWhoHoldLess()
    {
        using var stopping = new CancellationTokenSource();
        var store = new RunStore(new() { MaxRuns = 100, MaxKeptBytes = 1000 }, new TestClock(), NullLogger.Instance, stopping.Token);
        var (a, b) = (new SkillExecutionContext { TenantId = "a" }, new SkillExecutionContext { TenantId = "b" });
        var runs = new[] { Start(a, 300), Start(a, 300), Start(a, 300), Start(a, 50), Start(b, 50) };

        Assert.Equal([true, true, true, false, true], runs.Select(static r => r is not null));
        await stopping.CancelAsync();
        await Eventually.EndsAsync(Task.WhenAll(runs.OfType<Run>().Select(static r => r.Finished)));

        Run? Start(SkillExecutionContext caller, long size) => store.Start(Skill, caller, size, static async token =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return Result(0);
        });
    }

    [Fact]
    public async Task WhatInputsTookIsGivenBackWhenTheResultIsWeighed()
    {
        var store = new RunStore(new() { MaxRuns = 100, MaxKeptBytes = 1000 }, new TestClock(), NullLogger.Instance, TestContext.Current.CancellationToken);
        var caller = new SkillExecutionContext { TenantId = "a" };
        var runs = new List<Run>();
        for (var i = 0; i < 50; i++)
        {
            runs.Add(store.Start(Skill, caller, 100, static _ => Task.FromResult(Result(0)))!);
            await Eventually.EndsAsync(runs[^1].Finished);
        }

        Assert.All(runs, r => Assert.NotNull(store.Find(r.Id, caller)));
    }

    [Fact]
    public async Task AResultLargerThanAllRoomStaysUntilTheNextOne()
    {
        var store = new RunStore(new() { MaxRuns = 100, MaxKeptBytes = 1000 }, new TestClock(), NullLogger.Instance, TestContext.Current.CancellationToken);
        var caller = new SkillExecutionContext { TenantId = "a" };
        var large = store.Start(Skill, caller, 10, static _ => Task.FromResult(Result(900)))!;
        await Eventually.EndsAsync(large.Finished);

        Assert.NotNull(store.Find(large.Id, caller));
        var next = store.Start(Skill, caller, 10, static _ => Task.FromResult(Result(0)))!;
        await Eventually.EndsAsync(next.Finished);

        Assert.Null(store.Find(large.Id, caller));
        Assert.NotNull(store.Find(next.Id, caller));
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(99, false)]
    public async Task EveryPartOfAResultCountsToTheBytesThatAreKept(int room, bool bothStay)
    {
        var store = new RunStore(new() { MaxRuns = 100, MaxKeptBytes = 100 + room }, new TestClock(), NullLogger.Instance, TestContext.Current.CancellationToken);
        var caller = new SkillExecutionContext { TenantId = "a" };
        var first = await EndedAsync(Result(50));
        var second = await EndedAsync(Whole(Result(4)));

        Assert.Equal(bothStay, store.Find(first.Id, caller) is not null);
        Assert.NotNull(store.Find(second.Id, caller));

        // 100 bytes: 8 of a child, 20 and 24 of JSON, and two for each of the 24 other characters.
        static SkillResult Whole(SkillResult child) => Result(5) with
        {
            Inputs = JsonElement.Parse(new string('1', 20)),
            Outputs = JsonElement.Parse(new string('1', 24)),
            RenderedPrompt = "1234567",
            Messages = [new(MessageRole.System, "12345"), new(MessageRole.User, "1234567")],
            Children = [child],
        };

        async Task<Run> EndedAsync(SkillResult result)
        {
            var run = store.Start(Skill, caller, 0, _ => Task.FromResult(result))!;
            await Eventually.EndsAsync(run.Finished);
            return run;
        }
    }

    private static readonly Skill Skill = new() { Id = "s", Name = "S" };

    // Two bytes for each character.
    private static SkillResult Result(int characters) => new()
    {
        ExecutionId = "1",
        SkillId = "s",
        SkillVersion = "1.0.0",
        SkillHash = "",
        Status = ExecutionStatus.Success,
        RawOutput = new string('x', characters),
    };
}
