using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.Tests.Http;

public sealed class CallAllowanceTests
{
    private static readonly long Minute = TimeSpan.TicksPerMinute;

    [Fact]
    public void AsManyCallsAsAMinuteHasAreGrantedAtOnceAndTheNextWaitsForItsTurn()
    {
        var allowance = new CallAllowance(4, 0);
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(0, allowance.ReadyAt(0));
            allowance.Take(0);
        }

        Assert.Equal(Minute / 4, allowance.ReadyAt(0));
        Assert.Equal(0, allowance.ReadyAt(Minute / 4));
    }

    [Fact]
    public void ALongPauseSavesNoMoreThanOneMinute()
    {
        var allowance = new CallAllowance(2, 0);
        var later = 100 * Minute;
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(0, allowance.ReadyAt(later));
            allowance.Take(later);
        }

        Assert.Equal(later + (Minute / 2), allowance.ReadyAt(later));
    }
}
