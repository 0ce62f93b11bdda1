using Skills.Engine.Batches.RedisStore;

namespace Skills.Engine.Batches.Tests.Stores;

public sealed class RedisCheckTests
{
    [Theory]
    [InlineData("5.0.14", false)]
    [InlineData("6.0.20", false)]
    [InlineData("6.2", true)]
    [InlineData("7.0.15", true)]
    public void AServerWithoutXautoclaimIsRefused(string version, bool isFit)
    {
        var refusal = Record.Exception(() => RedisCheck.Require(Version.Parse(version)));

        Assert.Equal(isFit ? null : $"Batch runs need Redis 6.2 or newer, for XAUTOCLAIM. This server is {version}. Update it, or keep batch runs in PostgreSQL.", refusal?.Message);
        Assert.True(isFit || refusal is BatchException);
    }

    [Theory]
    [InlineData("allkeys-lru", "104857600", true)]
    [InlineData("allkeys-lfu", "104857600", true)]
    [InlineData("allkeys-lru", "0", false)]
    [InlineData("volatile-lru", "104857600", false)]
    [InlineData("noeviction", "104857600", false)]
    [InlineData(null, null, false)]
    public void APolicyThatEvictsRunsIsWarnedAbout(string? policy, string? maxMemory, bool isWarned)
    {
        var warnings = RedisCheck.Warnings(policy, maxMemory, aof: "1");

        string[] expected = isWarned ? [$"Redis may evict batch runs: its maxmemory-policy is '{policy}'. Set it to 'noeviction', or give batch runs a server of their own."] : [];
        Assert.Equal(expected, warnings);
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData("1", false)]
    [InlineData(null, false)]
    public void AMissingAppendOnlyFileIsWarnedAbout(string? aof, bool isWarned)
    {
        string[] expected = isWarned ? ["Redis loses batch runs when it restarts: its append-only file is off. Set 'appendonly yes'."] : [];
        Assert.Equal(expected, RedisCheck.Warnings("noeviction", "0", aof));
    }
}
