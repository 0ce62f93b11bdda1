using Skills.Engine.Caching;

namespace Skills.Engine.Tests.Caching;

/// <summary>The time that all calls of one execution to the shared store may take together.</summary>
public sealed class StoreBudgetTests
{
    private static readonly SkillCacheOptions Options = new() { SoftTimeout = TimeSpan.FromMilliseconds(30), HardTimeout = TimeSpan.FromMilliseconds(150) };

    private readonly StoreBudget _budget = new(TimeProvider.System, Options);

    [Fact]
    public void ASoftCallHasItsOwnLimitWhileMoreThanThatIsLeft()
    {
        _budget.Spend(Options.HardWait - TimeSpan.FromMilliseconds(31));

        Assert.Equal(TimeSpan.FromMilliseconds(31), _budget.Hard);
        Assert.Equal(TimeSpan.FromMilliseconds(30), _budget.Soft);
    }

    [Fact]
    public void ASoftCallTakesNoMoreThanWhatIsLeft()
    {
        _budget.Spend(Options.HardWait - TimeSpan.FromMilliseconds(29));

        Assert.Equal(TimeSpan.FromMilliseconds(29), _budget.Soft);
    }

    [Fact]
    public void NothingIsLeftOnceAllOfItWasWaited()
    {
        _budget.Spend(Options.HardWait);

        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (_budget.Hard, _budget.Soft));

        _budget.Spend(TimeSpan.FromSeconds(1));

        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (_budget.Hard, _budget.Soft));
    }
}
