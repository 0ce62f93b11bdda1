using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Skills.Engine.Testing;

namespace Skills.Engine.Redis.Tests.Routing;

/// <summary>Learned difficulty shared through a real server.</summary>
public sealed class RedisLearningTests(ITestOutputHelper output) : IAsyncLifetime
{
    private RedisServerFixture _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        RedisTest.RequireServer();
        _server = await RedisServerFixture.StartAsync(RedisRights.Server);
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task TwoProcessesLearnFromEachOtherAndOneThatStartsLaterFromBoth()
    {
        await using var first = await WorkerProcess.StartAsync(LearningWorker.Mode, _server.ConnectionString);
        await using var second = await WorkerProcess.StartAsync(LearningWorker.Mode, _server.ConnectionString);
        first.Tell("600");
        second.Tell("600");
        var ends = new[] { (await first.WaitForAsync("learned"))[^1].Split(' '), (await second.WaitForAsync("learned"))[^1].Split(' ') };

        foreach (var end in ends)
        {
            output.WriteLine(string.Join(' ', end));
            Assert.Equal(["600", "600", "learned"], end[1..4]);
            Assert.True(Number(end[4]) > Number(end[5]) + 0.3, string.Join(' ', end));
        }

        await using var late = LearningWorker.Host(_server.ConnectionString);
        var learner = late.GetRequiredService<LearnedDifficultyEstimator>();
        _ = late.GetRequiredService<IDifficultyEstimator>();
        await Eventually.HoldsAsync(() => learner.States()[0].Outcomes == 600, "The outcomes were not read from the start.");
        var (hard, easy) = LearningWorker.EstimatesOf(late);
        Assert.True(hard.Value > easy.Value + 0.3, $"{hard} {easy}");

        // What one forgets, all forget.
        learner.Reset();
        second.Tell("0");
        await second.WaitForAsync("forgot");
        second.Tell("300");
        Assert.Equal("300", (await second.WaitForAsync("learned"))[^1].Split(' ')[1]);
    }

    [Fact]
    public async Task OutcomesWaitForAServerThatIsDown()
    {
        await using var services = RoutingServices.Of(_server.ConnectionString + RedisRights.User);
        var log = services.GetRequiredService<ILearningLog>();
        var first = await log.ExchangeAsync([new byte[] { 1 }], null, Cancel);
        _server.Kill();
        await Assert.ThrowsAnyAsync<Exception>(() => log.ExchangeAsync([new byte[] { 2 }], first.Position, Cancel));

        await _server.RestartAsync();
        await Eventually.HoldsAsync(async () => await TryAsync(log, [3]), "The log did not come back.");

        await using var other = RoutingServices.Of(_server.ConnectionString + RedisRights.User);
        var read = await other.GetRequiredService<ILearningLog>().ExchangeAsync([], null, Cancel);
        Assert.Contains(read.Records, static r => r.Span.SequenceEqual<byte>([3]));
    }

    [Fact]
    public async Task TheLogIsBoundedAndAPageAtATimeIsRead()
    {
        await using var services = RoutingServices.Of(_server.ConnectionString + RedisRights.User);
        await using var other = RoutingServices.Of(_server.ConnectionString + RedisRights.User);
        services.GetRequiredService<IOptions<RedisRoutingOptions>>().Value.LearnedOutcomes = 1000;
        var log = services.GetRequiredService<ILearningLog>();
        for (var i = 0; i < 20; i++)
        {
            await log.ExchangeAsync([.. Enumerable.Range(0, 100).Select(static _ => (ReadOnlyMemory<byte>)new byte[] { 7 })], null, Cancel);
        }

        var (read, position, more) = (0, (string?)null, true);
        for (var pages = 0; more; pages++)
        {
            Assert.True(pages < 10, "The log is not bounded.");
            var page = await other.GetRequiredService<ILearningLog>().ExchangeAsync([], position, Cancel);
            (read, position, more) = (read + page.Records.Count, page.Position, page.HasMore);
        }

        // The server drops whole blocks of entries.
        Assert.InRange(read, 1000, 1200);
        Assert.Empty((await log.ExchangeAsync([], position, Cancel)).Records);
    }

    private static async Task<bool> TryAsync(ILearningLog log, byte[] record)
    {
        try
        {
            await log.ExchangeAsync([record], null, Cancel);
            return true;
        }
        catch (Exception e) when (e is StackExchange.Redis.RedisException or TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
