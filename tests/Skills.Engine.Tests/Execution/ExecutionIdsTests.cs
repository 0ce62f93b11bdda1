using System.Collections.Concurrent;
using Skills.Engine.Execution;

namespace Skills.Engine.Tests.Execution;

public sealed class ExecutionIdsTests
{
    [Fact]
    public void IdsOfManyThreadsAreDistinct()
    {
        var ids = new ExecutionIds(TimeProvider.System);
        var seen = new ConcurrentDictionary<string, bool>();

        Parallel.For(0, 20_000, _ => seen[ids.Next()] = true);

        Assert.Equal(20_000, seen.Count);
    }

    [Fact]
    public void IdsSortInTheOrderTheyWereMade()
    {
        var ids = new ExecutionIds(TimeProvider.System);
        var made = Enumerable.Range(0, 10_000).Select(_ => ids.Next()).ToList();

        Assert.Equal(made.Order(StringComparer.Ordinal), made);
    }

    [Fact]
    public void AnIdIsAUuidOfVersion7()
    {
        var id = Guid.Parse(new ExecutionIds(TimeProvider.System).Next());

        Assert.Equal(7, id.Version);
        Assert.InRange(id.Variant, 8, 11);
    }
}
