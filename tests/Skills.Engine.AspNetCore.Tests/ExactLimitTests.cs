using System.Net.Http.Headers;
using System.Text;
using Skills.Engine.AspNetCore.Idempotency;
using Skills.Engine.AspNetCore.Responses;

namespace Skills.Engine.AspNetCore.Tests;

/// <summary>What is exactly at a limit passes and one more does not, by every route and both ways to send a body.</summary>
public sealed class ExactLimitTests
{
    private const int Most = 500;

    [Theory]
    [InlineData("/skills/greeter", """{"name":"Ada"}""", Most, 200, false)]
    [InlineData("/skills/greeter", """{"name":"Ada"}""", Most, 200, true)]
    [InlineData("/skills/greeter/render", """{"name":"Ada"}""", Most, 200, false)]
    [InlineData("/skills/greeter/render", """{"name":"Ada"}""", Most, 200, true)]
    [InlineData("/skills/mcp", """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", Most, 200, false)]
    [InlineData("/skills/mcp", """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", Most, 200, true)]
    [InlineData("/skills/runs/01900000-0000-7000-8000-000000000000/feedback", """{"rating":1}""", 32 * 1024, 202, false)]
    [InlineData("/skills/runs/01900000-0000-7000-8000-000000000000/feedback", """{"rating":1}""", 32 * 1024, 202, true)]
    public async Task ABodyOfTheLimitIsTakenAndOneByteMoreIsNot(string path, string body, int limit, int taken, bool chunked)
    {
        await using var host = await TestHost.StartAsync(static o => o.MaxBodyBytes = Most);

        Assert.Equal(taken, await SendAsync(host, path, body.PadRight(limit), chunked));
        Assert.Equal(413, await SendAsync(host, path, body.PadRight(limit + 1), chunked));
    }

    [Fact]
    public async Task AsManyRunsAsAllowedAreKeptAndOneMoreTakesThePlaceOfTheOldest()
    {
        await using var host = await TestHost.StartAsync(static o => (o.MaxRuns, o.Context) = (3, static _ => new() { UserId = "ada" }));

        for (var i = 1; i <= 5; i++)
        {
            Assert.Equal(200, (await host.PostAsync("/skills/greeter", $$"""{"name":"{{i}}"}""", ("Prefer", "respond-async, wait=30"))).Status);
            Assert.Equal(Math.Min(i, 3), (await host.GetAsync("/skills/runs")).Json.GetProperty("runs").GetArrayLength());
        }
    }

    [Fact]
    public void AsManyAnswersAsAllowedAreKept()
    {
        var keys = Kept(capacity: 3, bytes: 1000, sizes: [10, 10, 10]);

        Assert.Equal(["0", "1", "2"], Known(keys, 3));
        Assert.Equal(["1", "2", "3"], Known(Kept(capacity: 3, bytes: 1000, sizes: [10, 10, 10, 10]), 4));
    }

    [Fact]
    public void AnswersOfExactlyTheBytesAreKept()
    {
        Assert.Equal(["0", "1"], Known(Kept(capacity: 10, bytes: 30, sizes: [10, 20]), 2));
        Assert.Equal(["1"], Known(Kept(capacity: 10, bytes: 30, sizes: [10, 21]), 2));
    }

    [Fact]
    public void BytesOfAnswersThatAreGoneDoNotCount()
    {
        // Twenty rounds over the bound: what went makes room each time.
        Assert.Equal(["18", "19"], Known(Kept(capacity: 10, bytes: 30, sizes: [.. Enumerable.Repeat(15, 20)]), 20));
    }

    [Fact]
    public void OverTheBytesTheHolderOfMostBytesLosesItsOldest()
    {
        var keys = new IdempotencyKeys(TimeSpan.FromHours(1), 100, 100, TimeProvider.System);
        Keep(keys, "small-0", "many", 5);
        Keep(keys, "small-1", "many", 5);
        Keep(keys, "small-2", "many", 5);
        Keep(keys, "large-0", "few", 45);
        Keep(keys, "large-1", "few", 45);

        Assert.Equal(IdempotencyKeys.Claim.Replay, keys.Ask("small-0", "many", "f", out _));
        Assert.Equal(IdempotencyKeys.Claim.Replay, keys.Ask("large-1", "few", "f", out _));
        Assert.Equal(IdempotencyKeys.Claim.Granted, keys.Ask("large-0", "few", "f", out _));
    }

    [Fact]
    public void AKeyEndsWithItsLifetimeAndNotLater()
    {
        var time = new TestClock();
        var keys = new IdempotencyKeys(TimeSpan.FromHours(1), 100, 100, time);
        Keep(keys, "k", "h", 1);

        time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        Assert.Equal(IdempotencyKeys.Claim.Replay, keys.Ask("k", "h", "f", out _));
        time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(IdempotencyKeys.Claim.Granted, keys.Ask("k", "h", "f", out _));
    }

    [Fact]
    public void AKeyWhoseRequestIsUnderWayIsKeptPastEveryBound()
    {
        var time = new TestClock();
        var keys = new IdempotencyKeys(TimeSpan.FromHours(1), 2, 10, time);
        Assert.Equal(IdempotencyKeys.Claim.Granted, keys.Ask("running", "h", "f", out _));

        Keep(keys, "a", "h", 6);
        Keep(keys, "b", "h", 6);
        Assert.Equal(IdempotencyKeys.Claim.InFlight, keys.Ask("running", "h", "f", out _));

        time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(IdempotencyKeys.Claim.InFlight, keys.Ask("running", "h", "f", out _));
        Assert.Equal(IdempotencyKeys.Claim.Mismatch, keys.Ask("running", "h", "g", out _));
    }

    private static IdempotencyKeys Kept(int capacity, long bytes, int[] sizes)
    {
        var keys = new IdempotencyKeys(TimeSpan.FromHours(1), capacity, bytes, TimeProvider.System);
        for (var i = 0; i < sizes.Length; i++)
        {
            Keep(keys, $"{i}", "h", sizes[i]);
        }

        return keys;
    }

    private static void Keep(IdempotencyKeys keys, string scope, string holder, int bytes)
    {
        Assert.Equal(IdempotencyKeys.Claim.Granted, keys.Ask(scope, holder, "f", out _));
        keys.Keep(scope, new Reply(200, Reply.Json, new byte[bytes]));
    }

    // Latest first: asking for a key that is gone takes a place.
    private static string[] Known(IdempotencyKeys keys, int asked) =>
        [.. Enumerable.Range(0, asked).Reverse().Select(static i => $"{i}").Where(k => keys.Ask(k, "h", "f", out _) == IdempotencyKeys.Claim.Replay).Reverse()];

    private static async Task<int> SendAsync(TestHost host, string path, string body, bool chunked)
    {
        using var request = TestHost.Request(HttpMethod.Post, path, null, ("Accept", "application/json, text/event-stream;q=0.5"), ("MCP-Protocol-Version", "2025-06-18"));
        var bytes = Encoding.UTF8.GetBytes(body);
        request.Content = chunked ? new StreamContent(new MemoryStream(bytes)) : new ByteArrayContent(bytes);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }
}
