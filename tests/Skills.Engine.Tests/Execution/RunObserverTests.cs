using Skills.Engine.Execution;
using Skills.Replies;

namespace Skills.Engine.Tests.Execution;

public sealed class RunObserverTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhatNobodyReadsIsJoinedAndKeptOnce()
    {
        var observer = new RunObserver(static () => ReplyReader.Stream(null, new()));
        for (var i = 0; i < 100_000; i++)
        {
            await observer.DeltaAsync("0123456789");
        }

        observer.StepEntered(SkillStep.ValidateOutput);
        await observer.DeltaAsync("end");
        observer.Complete(null, null);
        var events = await ReadAsync(observer);

        var texts = events.OfType<SkillDeltaEvent>().Select(static e => e.Text).ToList();
        Assert.InRange(texts.Count, 2, 7000);
        Assert.Equal(1_000_003, texts.Sum(static t => t.Length));
        Assert.Equal("end", texts[^1]);
        Assert.True(events.FindIndex(static e => e is SkillStepEvent) > events.FindLastIndex(static e => e is SkillDeltaEvent { Text.Length: > 10 }));
    }

    [Fact]
    public async Task OneWhoReadsGetsEachPiece()
    {
        var observer = new RunObserver(static () => ReplyReader.Stream(null, new()));
        var reading = ReadAsync(observer);
        for (var i = 0; i < 100; i++)
        {
            await observer.DeltaAsync($"{i};");
        }

        observer.Complete(null, null);

        Assert.Equal(string.Concat(Enumerable.Range(0, 100).Select(static i => $"{i};")), string.Concat((await reading).OfType<SkillDeltaEvent>().Select(static e => e.Text)));
    }

    [Fact]
    public async Task TheProblemComesAfterAllThatHappened()
    {
        var observer = new RunObserver(static () => ReplyReader.Stream(null, new()));
        observer.StepEntered(SkillStep.InvokeModel);
        observer.Complete(null, new InvalidDataException("broken"));
        var seen = new List<SkillEvent>();

        await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var happened in observer.ReadAllAsync(Cancel))
            {
                seen.Add(happened);
            }
        });

        Assert.Single(seen);
    }

    private static async Task<List<SkillEvent>> ReadAsync(RunObserver observer)
    {
        var events = new List<SkillEvent>();
        await foreach (var happened in observer.ReadAllAsync(Cancel))
        {
            events.Add(happened);
        }

        return events;
    }
}
