using CsCheck;
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

    /// <summary>As above, over sequences that CsCheck makes smaller when one fails. Sizes are those around the capacity too.</summary>
    [Fact]
    public void NoSequenceLosesCountOfItsBytes()
    {
        const long Capacity = 1000;
        var sizes = Gen.OneOf<long>(Gen.Long[1, 300], Gen.Long[Capacity - 1, Capacity + 1]);

        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 11], sizes).Array[0, 200].Sample(static steps =>
        {
            var tier = new MemoryTier(Capacity);
            var keys = Enumerable.Range(0, 12).Select(static i => $"k{i}").ToArray();
            foreach (var (kind, key, size) in steps)
            {
                switch (kind)
                {
                    case 0:
                        tier.Set(keys[key], Entry(size));
                        break;
                    case 1:
                        tier.Remove(keys[key]);
                        Assert.Null(tier.Get(keys[key]));
                        break;
                    default:
                        tier.Get(keys[key]);
                        break;
                }

                var held = keys.Select(tier.Get).OfType<CacheEntry>().ToList();
                Assert.Equal((held.Count, held.Sum(static e => e.Size)), (tier.Count, tier.Bytes));
                Assert.InRange(tier.Bytes, 0, Capacity);
            }
        });
    }

    [Theory]
    [InlineData(999, true)]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public void AnEntryAsLargeAsTheTierIsKept(long size, bool kept)
    {
        var tier = new MemoryTier(1000);
        tier.Set("k", Entry(10));

        tier.Set("k", Entry(size));

        Assert.Equal(kept ? size : null, tier.Get("k")?.Size);
        Assert.Equal(kept ? size : 0, tier.Bytes);
    }

    [Fact]
    public void EntriesThatAreAskedForSurviveAScanOfOthers()
    {
        var tier = new MemoryTier(100_000);
        var wanted = Enumerable.Range(0, 20).Select(static i => $"wanted{i}").ToArray();
        foreach (var key in wanted)
        {
            tier.Set(key, Entry(1000));
        }

        for (var round = 0; round < 5; round++)
        {
            Assert.All(wanted, key => Assert.NotNull(tier.Get(key)));
        }

        for (var i = 0; i < 1000; i++)
        {
            tier.Set($"once{i}", Entry(1000));
        }

        Assert.All(wanted, key => Assert.NotNull(tier.Get(key)));
        Assert.InRange(tier.Bytes, 90_000, 100_000);
    }

    [Fact]
    public void ANewEntryThatIsAskedForNoMoreOftenThanTheOldestDoesNotTakeItsPlace()
    {
        // The window has room for one entry, and the tier for sixteen.
        var tier = new MemoryTier(1_000_000);
        for (var i = 0; i < 16; i++)
        {
            tier.Set($"k{i}", Entry(60_000));
        }

        tier.Set("k16", Entry(60_000));

        Assert.NotNull(tier.Get("k0"));
        Assert.Null(tier.Get("k15"));
        Assert.NotNull(tier.Get("k16"));
        Assert.Equal(1, tier.Evictions);
    }

    [Fact]
    public void WhatIsNoLongerThereWasEvicted()
    {
        var tier = new MemoryTier(1_000_000);
        for (var i = 0; i < 200; i++)
        {
            // Later entries are asked for more often, so they take the places of earlier ones.
            for (var asked = 0; asked < i / 15; asked++)
            {
                tier.Get($"k{i}");
            }

            tier.Set($"k{i}", Entry(20_000));
        }

        Assert.InRange(tier.Count, 1, 50);
        Assert.Equal(200 - tier.Count, tier.Evictions);
    }

    [Fact]
    public async Task CallersAtTheSameTimeLoseNoCountEither()
    {
        var tier = new MemoryTier(100_000);
        var keys = Enumerable.Range(0, 50).Select(static i => $"k{i}").ToArray();

        await Eventually.EndsAsync(Task.WhenAll(Enumerable.Range(0, 4).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            for (var i = 0; i < 20_000; i++)
            {
                var key = keys[random.Next(keys.Length)];
                switch (random.Next(4))
                {
                    case 0:
                        tier.Set(key, Entry(random.Next(1, 9000)));
                        break;
                    case 1:
                        tier.Remove(key);
                        break;
                    default:
                        tier.Get(key);
                        break;
                }
            }
        }))));

        var held = keys.Select(tier.Get).OfType<CacheEntry>().ToList();
        Assert.Equal((held.Count, held.Sum(static e => e.Size)), (tier.Count, tier.Bytes));
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
