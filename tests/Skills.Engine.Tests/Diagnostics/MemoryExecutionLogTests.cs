namespace Skills.Engine.Tests.Diagnostics;

public sealed class MemoryExecutionLogTests
{
    [Fact]
    public async Task TheLatestAreKeptAndFoundByTheirIds()
    {
        var log = new MemoryExecutionLog(capacity: 3);

        await WriteAsync(log, "1", "2", "3", "4");

        Assert.Equal(["4", "3", "2"], Ids(log));
        Assert.Null(log.Find("1"));
        Assert.Equal("3", log.Find("3")?.Result.ExecutionId);
    }

    [Fact]
    public async Task ARecordThatComesAgainIsKeptOnce()
    {
        var log = new MemoryExecutionLog();

        await WriteAsync(log, "1", "2", "1");

        Assert.Equal(["2", "1"], Ids(log));
    }

    [Fact]
    public async Task ContentIsBoundedInSizeAndTheLatestAlwaysStays()
    {
        var one = new MemoryExecutionLog(maxCharacters: 1);
        var some = new MemoryExecutionLog(maxCharacters: 2000);

        await WriteAsync(one, "1", "2", "3");
        await WriteAsync(some, [.. Enumerable.Range(0, 100).Select(static i => $"{i}")]);

        Assert.Equal(["3"], Ids(one));
        Assert.InRange(some.Recent.Count, 2, 20);
    }

    private static IEnumerable<string> Ids(MemoryExecutionLog log) => log.Recent.Select(static r => r.Result.ExecutionId);

    private static async Task WriteAsync(MemoryExecutionLog log, params string[] ids)
    {
        foreach (var id in ids)
        {
            await log.WriteAsync(new ExecutionRecord(Some.Result(id), null) { HasContent = true }, TestContext.Current.CancellationToken);
        }
    }
}
