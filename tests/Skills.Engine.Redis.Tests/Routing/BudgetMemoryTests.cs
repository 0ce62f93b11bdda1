using Skills.Engine.Redis.Routing;

namespace Skills.Engine.Redis.Tests.Routing;

/// <summary>What a process knows of budgets by itself.</summary>
public sealed class BudgetMemoryTests
{
    private static readonly BudgetLine Line = new("tenant:t:ever", 1, TimeSpan.FromDays(1));

    [Theory]
    [InlineData(48)]
    [InlineData(-48)]
    public void AWallClockThatIsSetEndsNoReservationAndNoPeriod(int hours)
    {
        var time = new TestClock();
        var memory = new RedisBudgetMemory(time);
        memory.Saw(Line, 5);
        memory.Hold(new("r", 0.1m, TimeSpan.FromMinutes(2)), [Line]);
        memory.Release("r");
        time.Jump(TimeSpan.FromHours(hours));

        Assert.True(memory.IsLive);
        Assert.Equal(TimeSpan.FromMinutes(2), memory.LivesFor);
        Assert.Equal([("tenant:t:ever", 5L, TimeSpan.FromDays(1))], memory.Spent);
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.False(memory.IsLive);
    }

    /// <summary>Its caller gave up and settled before the answer came.</summary>
    [Fact]
    public void AReservationThatWasSettledIsNotHeldWhenItsAnswerComesLate()
    {
        var memory = new RedisBudgetMemory(new TestClock());

        memory.End("r");
        memory.Hold(new("r", 0.1m, TimeSpan.FromMinutes(2)), [Line]);
        memory.Hold(new("other", 0.1m, TimeSpan.FromMinutes(2)), [Line]);

        Assert.Equal("other", Assert.Single(memory.Open).Reservation.Id);
        Assert.Equal((true, false), (memory.HasEnded("r"), memory.HasEnded("other")));
    }

    [Fact]
    public void OfTwoSumsTheLargerIsRemembered()
    {
        var memory = new RedisBudgetMemory(new TestClock());

        memory.Saw(Line, 7);
        memory.Saw(Line, 5);

        Assert.Equal(7, memory.SpentOf(Line.Key));
    }

    [Fact]
    public void ASumIsForgottenExactlyAtTheEndOfItsBudget()
    {
        var time = new TestClock();
        var memory = new RedisBudgetMemory(time);
        memory.Saw(Line, 7);

        time.Advance(Line.EndsIn - TimeSpan.FromMilliseconds(1));
        Assert.Single(memory.Spent);
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Empty(memory.Spent);
    }
}
