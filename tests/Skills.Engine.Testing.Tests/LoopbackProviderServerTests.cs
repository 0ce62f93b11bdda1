using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Skills.Engine.Testing.Tests;

public sealed class LoopbackProviderServerTests
{
    [Fact]
    public async Task QueuedAnswersComeInOrderAndThenTheStandingOne()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Enqueue("one", "two").Reply("otherwise");

        string[] answers = [await AskAsync(server), await AskAsync(server), await AskAsync(server)];

        Assert.Equal(["one", "two", "otherwise"], answers);
        Assert.Equal(3, server.Requests.Count);
        Assert.Equal((LoopbackApi.ChatCompletions, "m", false), (server.Requests[0].Api, server.Requests[0].Model, server.Requests[0].Stream));
        Assert.Equal("/v1/chat/completions", server.Requests[0].Target);
        server.Forget();
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task AnAnswerMayDependOnTheRequest()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(r => LoopbackReply.Of(r.Headers["x-say"]));
        using var message = new HttpRequestMessage(HttpMethod.Post, server.OpenAIUrl + "/chat/completions") { Content = Body() };
        message.Headers.Add("x-say", "aloud");
        using var http = new HttpClient();
        using var response = await http.SendAsync(message, Token);
        Assert.Contains("aloud", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUnknownPathIsNotFoundAndStillRecorded()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(server.BaseAddress, "/v1/nothing"), Token);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(LoopbackApi.Unknown, Assert.Single(server.Requests).Api);
    }

    [Fact]
    public async Task OnlyTheAcceptedKeyIsLetIn()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.AcceptedKey = "right";
        server.Enqueue("kept for the right key");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "wrong"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "right"));
    }

    [Fact]
    public async Task ABucketRefillsWithTime()
    {
        var time = new TestClock();
        await using var server = await LoopbackProviderServer.StartAsync(time, Token);
        server.Limit(1, TimeSpan.FromSeconds(10));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "k"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(server, "k"));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "k"));
    }

    [Fact]
    public async Task ALongPauseFillsABucketToItsSizeOnly()
    {
        var time = new TestClock();
        await using var server = await LoopbackProviderServer.StartAsync(time, Token);
        server.Limit(2, TimeSpan.FromSeconds(10));
        time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "k"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "k"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(server, "k"));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "k"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "k"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(server, "k"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ABodyCutShortIsSeenAsSuch(bool reset)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Enqueue(reset ? new LoopbackReply { ResetAfterBytes = 20 } : new LoopbackReply { EndAfterBytes = 20 });
        var error = await Assert.ThrowsAnyAsync<Exception>(() => AskAsync(server));
        Assert.True(error is HttpRequestException or IOException, error.ToString());
    }

    [Fact]
    public async Task ABodyThatOnlyTheConnectionEndsIsWhole()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Enqueue(new LoopbackReply { Text = "whole", CloseDelimited = true });
        Assert.Equal("whole", await AskAsync(server));
    }

    [Fact]
    public async Task ADelayedAnswerWaitsForTheClock()
    {
        var time = new TestClock();
        await using var server = await LoopbackProviderServer.StartAsync(time, Token);
        server.Enqueue(new LoopbackReply { Text = "late", DelayToHeaders = TimeSpan.FromSeconds(30) });
        var asked = AskAsync(server);
        await Eventually.HoldsAsync(() => time.ActiveTimers > 0, "The server does not wait.");

        Assert.False(asked.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("late", await asked);
    }

    [Fact]
    public async Task ItGoesDownWithCallsUnderWay()
    {
        var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => LoopbackReply.Hangs());
        var asked = AskAsync(server);
        await Eventually.HoldsAsync(() => server.ActiveRequests > 0, "The call did not arrive.");

        await server.DisposeAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => asked);
    }

    private static async Task<string> AskAsync(LoopbackProviderServer server)
    {
        using var http = new HttpClient();
        using var response = await http.PostAsync(new Uri(server.OpenAIUrl + "/chat/completions"), Body(), Token);
        var root = JsonElement.Parse(await response.Content.ReadAsStringAsync(Token));
        return root.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
    }

    private static async Task<HttpStatusCode> StatusAsync(LoopbackProviderServer server, string key)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await http.PostAsync(new Uri(server.OpenAIUrl + "/chat/completions"), Body(), Token);
        return response.StatusCode;
    }

    private static StringContent Body() => new("""{"model":"m","messages":[]}""", Encoding.UTF8, "application/json");

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
