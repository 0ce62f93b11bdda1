using Skills.Engine.Routing;

namespace Skills.Engine.Tests.Routing;

/// <summary>The providers of the last choices.</summary>
public sealed class RecentProvidersTests
{
    [Fact]
    public void TheProvidersOfTheLastFiveChoicesAreKnown()
    {
        var random = new Random(1);
        for (var round = 0; round < 30; round++)
        {
            var recent = new RecentProviders();
            var added = new List<int>();
            for (var i = 0; i < 12; i++)
            {
                Assert.All(Enumerable.Range(0, 255), p => Assert.Equal(added.TakeLast(5).Contains(p), recent.Contains(p)));
                added.Add(random.Next(random.Next(1, 256)));
                recent.Add(added[^1]);
            }
        }
    }

    [Theory]
    [InlineData(0, 255, true)]
    [InlineData(254, 509, true)]
    [InlineData(254, 255, false)]
    [InlineData(0, 254, false)]
    public void AfterTheFirst255ProvidersMarksAreShared(int added, int asked, bool isKnown)
    {
        var recent = new RecentProviders();
        recent.Add(added);

        Assert.Equal(isKnown, recent.Contains(asked));
    }
}
