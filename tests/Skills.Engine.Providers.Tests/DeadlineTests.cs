using System.Diagnostics;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

public sealed class DeadlineTests
{
    public static TheoryData<string> Providers => ProviderCase.Names;

    [Theory, MemberData(nameof(Providers))]
    public async Task AFrozenServerCostsNoMoreThanItsDeadline(string name)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => LoopbackReply.Hangs());
        var time = new TestClock();
        var provider = ProviderCase.Of(name);
        var client = provider.Client(server, time);
        var request = provider.Request() with { Deadlines = new() { Total = TimeSpan.FromSeconds(20) } };

        var call = client.InvokeAsync(request, Token);
        await Eventually.HoldsAsync(() => server.ActiveRequests == 1, "A call did not arrive.");
        time.Advance(TimeSpan.FromSeconds(19));
        Assert.False(call.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        var error = await Assert.ThrowsAsync<ModelException>(() => call);
        Assert.Equal((ModelErrorKind.Timeout, TimeoutStage.Total), (error.Kind, error.TimeoutStage));
        Assert.Contains("20 s", error.Message, StringComparison.Ordinal);
        await Eventually.HoldsAsync(() => server.ActiveRequests == 0, "A connection is still busy.");
    }

    [Theory]
    [InlineData("anthropic")]
    [InlineData("google")]
    [InlineData("ollama")]
    public async Task AStreamThatDoesNotBeginPassesItsFirstDeadline(string name)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var time = new TestClock();
        var provider = ProviderCase.Of(name);
        var client = provider.Client(server, time);
        var request = provider.Request() with { Deadlines = new() { FirstToken = TimeSpan.FromSeconds(5), Total = TimeSpan.FromSeconds(60) } };
        LoopbackReply[] hangs = [LoopbackReply.Hangs(), new() { DelayToFirstByte = Timeout.InfiniteTimeSpan }];
        foreach (var hang in hangs)
        {
            server.Enqueue(hang);
            var call = client.ReadAsync(request, Token);
            await Eventually.HoldsAsync(() => server.ActiveRequests == 1, "A call did not arrive.");
            time.Advance(TimeSpan.FromSeconds(5));
            var error = await Assert.ThrowsAsync<ModelException>(() => call);
            Assert.Equal((ModelErrorKind.Timeout, TimeoutStage.FirstToken), (error.Kind, error.TimeoutStage));
            await Eventually.HoldsAsync(() => server.ActiveRequests == 0, "A connection is still busy.");
        }
    }

    [Theory]
    [InlineData("anthropic")]
    [InlineData("openai")]
    [InlineData("ollama")]
    public async Task AStreamThatStandsStillPassesItsIdleDeadlineAndKeepsWhatCame(string name)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new() { Text = "Hello, world", DelayBetweenChunks = Timeout.InfiniteTimeSpan });
        var time = new TestClock();
        var provider = ProviderCase.Of(name);
        var client = provider.Client(server, time);
        var request = provider.Request() with { Deadlines = new() { FirstToken = TimeSpan.FromSeconds(5), Idle = TimeSpan.FromSeconds(9), Total = TimeSpan.FromSeconds(60) } };

        var call = client.ReadAsync(request, Token);
        await Eventually.HoldsAsync(() => server.ActiveRequests == 1, "A call did not arrive.");

        // The first event may still be under way: the clock stays for a while, then moves only as far as the idle deadline asks.
        var looks = 0;
        await Eventually.HoldsAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(looks++ < 40 ? 0 : 9));
                return call.IsCompleted;
            },
            "The idle deadline did not end the call.");

        var error = await Assert.ThrowsAsync<ModelException>(() => call);
        Assert.Equal((ModelErrorKind.Timeout, TimeoutStage.Idle), (error.Kind, error.TimeoutStage));
    }

    [Fact]
    public async Task AWholeAnswerMayTakeLongerThanAStreamsFirstPiece()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new() { Text = "Hello", DelayToHeaders = TimeSpan.FromMilliseconds(300) });
        var provider = ProviderCase.Of("openai");
        var request = provider.Request() with { Deadlines = new() { FirstToken = TimeSpan.FromMilliseconds(100), Idle = TimeSpan.FromMilliseconds(100), Total = TimeSpan.FromMinutes(1) } };

        Assert.Equal("Hello", (await provider.Client(server).InvokeAsync(request, Token)).Text);
    }

    [Fact]
    public async Task AnAddressThatNeverAnswersPassesTheConnectDeadline()
    {
        // A listener whose queue is full accepts nothing: connecting hangs, as behind a firewall.
        using var listener = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        listener.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        listener.Listen(0);
        var port = ((System.Net.IPEndPoint)listener.LocalEndPoint!).Port;
        var fillers = new List<System.Net.Sockets.Socket>();
        try
        {
            for (var i = 0; i < 8; i++)
            {
                var filler = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp) { Blocking = false };
                fillers.Add(filler);
                try
                {
                    filler.Connect(System.Net.IPAddress.Loopback, port);
                }
                catch (System.Net.Sockets.SocketException)
                {
                    // In progress: that is how the queue fills.
                }
            }

            var client = Some.Client(b => b.AddLocal(o => o.BaseUrl = $"http://127.0.0.1:{port}/v1"));
            var request = ProviderCase.Of("local").Request() with { Deadlines = new() { Connect = TimeSpan.FromMilliseconds(200), Total = TimeSpan.FromSeconds(30) } };
            var began = Stopwatch.GetTimestamp();

            var error = await Assert.ThrowsAsync<ModelException>(() => client.InvokeAsync(request, Token));

            Assert.Equal((ModelErrorKind.Timeout, TimeoutStage.Connect), (error.Kind, error.TimeoutStage));
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(20));
        }
        finally
        {
            fillers.ForEach(f => f.Dispose());
        }
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task ACanceledCallFreesItsConnection(string name)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => LoopbackReply.Hangs());
        var provider = ProviderCase.Of(name);
        var client = provider.Client(server);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var whole = client.InvokeAsync(provider.Request() with { Deadlines = new() { Total = TimeSpan.FromMinutes(5) } }, cancel.Token);
        var stream = client.ReadAsync(provider.Request(), cancel.Token);
        await Eventually.HoldsAsync(() => server.ActiveRequests == 2, "A call did not arrive.");
        await cancel.CancelAsync();

        var first = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => whole);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stream);
        Assert.Equal(cancel.Token, first.CancellationToken);
        await Eventually.HoldsAsync(() => server.ActiveRequests == 0, "A connection is still busy.");
    }

    [Fact]
    public async Task AStreamLeftEarlyFreesItsConnection()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new() { Text = "Hello, and on and on", Endless = true });
        var provider = ProviderCase.Of("openai");
        await foreach (var update in provider.Client(server).StreamAsync(provider.Request(), Token))
        {
            if (update.Delta.Length > 0)
            {
                break;
            }
        }

        await Eventually.HoldsAsync(() => server.ActiveRequests == 0, "A connection is still busy.");
    }

    [Fact]
    public async Task TwoThousandCallsLeaveNoSocketBehind()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(r => r.Model.EndsWith('7') ? LoopbackReply.Fails(ModelErrorKind.Overloaded) : LoopbackReply.Of("Hello"));
        var client = ProviderCase.Of("local").Client(server);
        var answered = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 2000), new ParallelOptions { MaxDegreeOfParallelism = 50, CancellationToken = Token }, async (i, token) =>
        {
            try
            {
                var request = Some.Request(Some.Model($"m{i}", "local"));
                var reply = i % 3 == 0 ? (await client.ReadAsync(request, token)).Reply : await client.InvokeAsync(request, token);
                Assert.Equal("Hello", reply.Text);
                Interlocked.Increment(ref answered);
            }
            catch (ModelException e)
            {
                Assert.Equal(ModelErrorKind.Overloaded, e.Kind);
            }
        });

        Assert.Equal(1800, answered);
        Assert.Equal(2000, server.Requests.Count);
        Assert.InRange(server.AcceptedConnections, 1, 100);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
