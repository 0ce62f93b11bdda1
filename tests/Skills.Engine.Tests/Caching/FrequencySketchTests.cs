using Skills.Engine.Caching;

namespace Skills.Engine.Tests.Caching;

/// <summary>How often keys were asked for, by estimate.</summary>
public sealed class FrequencySketchTests
{
    private const int Key = 12345;

    [Fact]
    public void AKeyIsCountedUpToFifteen()
    {
        var sketch = new FrequencySketch(1 << 12);
        for (var count = 0; count < 20; count++)
        {
            Assert.Equal(Math.Min(count, 15), sketch.Of(Key));
            sketch.Increment(Key);
        }
    }

    [Fact]
    public void NoKeyIsCountedLessOftenThanItWasSeen()
    {
        var random = new Random(1);
        var sketch = new FrequencySketch(1 << 10);
        var seen = new Dictionary<int, int>();
        for (var i = 0; i < 5000; i++)
        {
            var key = random.Next(random.Next(1, 3000)) * 7919;
            seen[key] = seen.GetValueOrDefault(key) + 1;
            sketch.Increment(key);
        }

        Assert.All(seen, s => Assert.InRange(sketch.Of(s.Key), Math.Min(15, s.Value), 15));
        Assert.InRange(seen.Count(s => sketch.Of(s.Key) == Math.Min(15, s.Value)), seen.Count * 8 / 10, seen.Count);
    }

    // A table of 64 words is halved when ten were counted for each, and then after half as many.
    [Fact]
    public void CountsAreHalvedNowAndThen()
    {
        var sketch = new FrequencySketch(64);
        Count(Key, 15);
        var other = 0;

        CountOthers(639 - 15);
        Assert.Equal(15, sketch.Of(Key));
        CountOthers(1);
        Assert.Equal(7, sketch.Of(Key));

        Count(Key, 8);
        CountOthers(319 - 8);
        Assert.Equal(15, sketch.Of(Key));
        CountOthers(1);
        Assert.Equal(7, sketch.Of(Key));

        void Count(int key, int times)
        {
            for (var i = 0; i < times; i++)
            {
                sketch.Increment(key);
            }
        }

        void CountOthers(int times)
        {
            for (var i = 0; i < times; i++)
            {
                sketch.Increment(++other * 104729);
            }
        }
    }
}
