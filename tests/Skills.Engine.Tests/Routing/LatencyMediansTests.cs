using Skills.Engine.Routing;

namespace Skills.Engine.Tests.Routing;

public sealed class LatencyMediansTests
{
    [Fact]
    public void TheMedianIsThatOfTheLatestFifteen()
    {
        var (medians, random, all) = (new LatencyMedians(), new Random(1), new List<long>());
        for (var i = 0; i < 1000; i++)
        {
            // Many are equal, and the range moves, so that the oldest leaves from every place of the order.
            all.Add(random.Next(1, 20) + (i / 100));
            medians.Add("skill", TimeSpan.FromTicks(all[^1]), now: 0);

            var latest = all.TakeLast(15).Order().ToList();
            Assert.Equal(latest.Count < 5 ? 0 : latest[latest.Count / 2], medians.Of("skill", 0).Ticks);
        }
    }
}
