using Skills.Engine.Testing;

namespace Skills.Engine.Testing.Tests;

public sealed class FakeTimeProviderTests
{
    [Fact]
    public void TimersRingInTheOrderTheyAreDueAndSeeTheirOwnTime()
    {
        var time = new FakeTimeProvider();
        var start = time.GetUtcNow();
        var rung = new List<string>();
        using var second = time.CreateTimer(_ => rung.Add($"second {(time.GetUtcNow() - start).TotalSeconds}"), null, TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);
        using var every = time.CreateTimer(_ => rung.Add($"every {(time.GetUtcNow() - start).TotalSeconds}"), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

        time.Advance(TimeSpan.FromSeconds(2.5));

        Assert.Equal(["every 1", "second 2", "every 2"], rung);
        Assert.Equal(TimeSpan.FromSeconds(2.5), time.GetUtcNow() - start);
        Assert.Equal(1, time.ActiveTimers);
    }

    [Fact]
    public async Task DelaysAndDeadlinesFollowIt()
    {
        var time = new FakeTimeProvider();
        var delay = Task.Delay(TimeSpan.FromMinutes(1), time, TestContext.Current.CancellationToken);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2), time);

        time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(delay.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        await delay;
        Assert.False(deadline.IsCancellationRequested);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(deadline.IsCancellationRequested);
        Assert.Equal(TimeSpan.FromMinutes(2), time.GetElapsedTime(0, time.GetTimestamp()) - time.GetElapsedTime(0, new FakeTimeProvider().GetTimestamp()));
    }

    [Fact]
    public void ADisposedTimerIsSilent()
    {
        var time = new FakeTimeProvider();
        var timer = time.CreateTimer(static _ => Assert.Fail("It rang."), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        timer.Dispose();
        Assert.False(timer.Change(TimeSpan.FromSeconds(1), TimeSpan.Zero));
        time.Advance(TimeSpan.FromHours(1));
    }

    [Fact]
    public void AJumpRingsNothing()
    {
        var time = new FakeTimeProvider();
        using var timer = time.CreateTimer(static _ => Assert.Fail("It rang."), null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
        time.Jump(time.GetUtcNow().AddHours(-5));
        Assert.Equal(1, time.ActiveTimers);
    }
}
