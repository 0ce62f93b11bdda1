using Skills.Engine.Caching;

namespace Skills.Engine.Tests.Caching;

public sealed class MemoryTierTests
{
    [Theory]
    [InlineData(1, 100_000)]
    [InlineData(2, 1_000_000)]
    [InlineData(3, 64 * 1024)]
    [InlineData(4, 5000)]
    public void TheBytesAreThoseOfWhatIsHeldAfterAnySequence(int seed, long capacity)
    {
        var random = new Random(seed);
        var tier = new MemoryTier(capacity);
        var keys = Enumerable.Range(0, 200).Select(i => $"skills:{seed}:{i:x32}").ToArray();
        for (var i = 0; i < 20_000; i++)
        {
            var key = keys[random.Next(random.Next(1, keys.Length))];
            switch (random.Next(10))
            {
                case < 5:
                    tier.Set(key, Entry(random.Next(1, random.Next(2, 20_000))));
                    break;
                case 5:
                    tier.Remove(key);
                    break;
                default:
                    tier.Get(key);
                    break;
            }

            Assert.InRange(tier.Bytes, 0, capacity);
            if (i % 500 == 0)
            {
                AssertSum();
            }
        }

        AssertSum();
        foreach (var key in keys)
        {
            tier.Remove(key);
        }

        Assert.Equal((0, 0L), (tier.Count, tier.Bytes));

        void AssertSum()
        {
            var held = keys.Select(tier.Get).OfType<CacheEntry>().ToList();
            Assert.Equal((held.Count, held.Sum(static e => e.Size)), (tier.Count, tier.Bytes));
        }
    }

    private static CacheEntry Entry(long size) => new()
    {
        Outcome = CacheSome.Result(),
        CreatedAt = DateTimeOffset.UnixEpoch,
        FreshUntil = DateTimeOffset.MaxValue,
        ExpiresAt = DateTimeOffset.MaxValue,
        Size = size,
    };
}
