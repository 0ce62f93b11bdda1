using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

/// <summary>What lies between engine and provider: connections that go away, proxies, certificates, compression.</summary>
public sealed class ConnectionTests
{
    private const string Answer = """{"choices":[{"message":{"content":"Hello"},"finish_reason":"stop"}]}""";
    private const string Events = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

    public static TheoryData<string> Providers => ProviderCase.Names;

    [Theory]
    [InlineData(GoAway.BeforeTheCall, false)]
    [InlineData(GoAway.BeforeTheCall, true)]
    [InlineData(GoAway.BesideTheAnswer, false)]
    [InlineData(GoAway.BesideTheAnswer, true)]
    public async Task AServerThatGoesAwayInOrderLosesNoCall(GoAway script, bool stream)
    {
        await using var server = new GoAwayServer(Encoding.UTF8.GetBytes(stream ? Events : Answer), script, script, script);
        var client = OverHttp2(server);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("Hello", await AskAsync(client, stream));
        }

        Assert.Equal(4, server.Connections);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AServerThatGoesAwayWithinItsAnswerTruncatesIt(bool stream)
    {
        await using var server = new GoAwayServer(Encoding.UTF8.GetBytes(stream ? Events : Answer), GoAway.WithinTheAnswer);
        var client = OverHttp2(server);

        var error = await Assert.ThrowsAsync<ModelException>(() => AskAsync(client, stream));

        Assert.Equal(ModelErrorKind.Truncated, error.Kind);
        Assert.Equal("Hello", await AskAsync(client, stream));
    }

    [Fact]
    public async Task TheEngineAsksAgainWhereAConnectionWentAway()
    {
        await using var server = new GoAwayServer(Encoding.UTF8.GetBytes(Answer), GoAway.WithinTheAnswer, GoAway.BeforeTheCall);
        await using var engine = SkillsEngine.Create(b =>
        {
            Http2(b, server);
            b.Services.Configure<SkillsEngineOptions>(static o => o.Catalog.Discover = false);
        });

        var result = await engine.ExecuteAsync(new Skill { Id = "hello", Name = "Hello", PromptTemplate = "Hello?", Output = new() { Format = OutputFormat.Text }, ModelPreferences = new() { PreferredModels = ["local/qwen3:8b"] } }, cancellationToken: Token);

        Assert.Equal("Hello", result.EnsureSuccess().RawOutput);
        Assert.Equal([ModelErrorKind.Truncated, null], result.Attempts.Select(static a => a.Error));
    }

    [Fact]
    public async Task AProxyOfTheHostSeesTheCall()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Reply("Hello");
        var client = Some.Client(b => b.AddOpenAI(o => (o.ApiKey, o.BaseUrl) = (Some.Key, "http://provider.invalid/v1"))
            .Services.AddHttpClient("Skills.Engine.openai").ConfigurePrimaryHttpMessageHandler(
                (handler, _) => (((SocketsHttpHandler)handler).Proxy, ((SocketsHttpHandler)handler).UseProxy) = (new WebProxy(server.BaseAddress), true)));

        var reply = await client.InvokeAsync(ProviderCase.Of("openai").Request(), Token);

        Assert.Equal("Hello", reply.Text);
        Assert.Equal("provider.invalid", server.Requests[0].Headers["Host"]);
    }

    [Fact]
    public async Task AProxyThatWantsItsOwnPasswordIsToldApartFromTheProvider()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(static _ => LoopbackReply.Html(407));
        var client = Some.Client(b => b.AddOpenAI(o => (o.ApiKey, o.BaseUrl) = (Some.Key, "http://provider.invalid/v1"))
            .Services.AddHttpClient("Skills.Engine.openai").ConfigurePrimaryHttpMessageHandler(
                (handler, _) => (((SocketsHttpHandler)handler).Proxy, ((SocketsHttpHandler)handler).UseProxy) = (new WebProxy(server.BaseAddress), true)));

        var error = await Assert.ThrowsAsync<ModelException>(() => client.InvokeAsync(ProviderCase.Of("openai").Request(), Token));

        Assert.Equal((ModelErrorKind.Auth, (HttpStatusCode?)HttpStatusCode.ProxyAuthenticationRequired), (error.Kind, error.Status));
        Assert.Contains("proxy", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACertificateNobodyVouchesForIsRefusedUnlessTheHostTrustsIt()
    {
        await using var server = new TlsServer(Answer);
        var plain = Some.Client(b => b.AddOpenAI(o => (o.ApiKey, o.BaseUrl) = (Some.Key, server.Url)));
        var trusting = Some.Client(b => b.AddOpenAI(o => (o.ApiKey, o.BaseUrl) = (Some.Key, server.Url))
            .Services.AddHttpClient("Skills.Engine.openai").ConfigurePrimaryHttpMessageHandler(
                (handler, _) => ((SocketsHttpHandler)handler).SslOptions.RemoteCertificateValidationCallback =
                    (_, certificate, _, _) => certificate?.GetCertHashString(HashAlgorithmName.SHA256) == server.Thumbprint));

        var error = await Assert.ThrowsAsync<ModelException>(() => plain.InvokeAsync(ProviderCase.Of("openai").Request(), Token));
        var reply = await trusting.InvokeAsync(ProviderCase.Of("openai").Request(), Token);

        Assert.Equal(ModelErrorKind.Network, error.Kind);
        Assert.Contains("certificate", error.Message, StringComparison.Ordinal);
        Assert.Contains("'Skills.Engine.openai'", error.Message, StringComparison.Ordinal);
        Assert.Equal("Hello", reply.Text);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task CompressedAnswersAreRead(string name)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var provider = ProviderCase.Of(name);
        var client = provider.Client(server);
        foreach (var stream in (bool[])[false, true])
        {
            var (type, body) = await RecordAsync(server, client, provider, stream);
            foreach (var encoding in (string[])["gzip", "br", "deflate"])
            {
                server.Enqueue(Compressed(encoding, type, body));
                Assert.Equal("Hello, world", stream ? (await client.ReadAsync(provider.Request(), Token)).Text : (await client.InvokeAsync(provider.Request(), Token)).Text);
            }

            server.Enqueue(Compressed("gzip", type, body) with { Body = "this is not gzip"u8.ToArray() });
            var error = await Assert.ThrowsAsync<ModelException>(() => stream ? client.ReadAsync(provider.Request(), Token) : client.InvokeAsync(provider.Request(), Token));
            Assert.Equal(ModelErrorKind.Malformed, error.Kind);
        }
    }

    [Fact]
    public async Task AnAnswerThatUnpacksBeyondTheLimitIsRefused()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => Compressed("gzip", "application/json", [.. Encoding.UTF8.GetBytes(Answer[..^1]), .. Encoding.UTF8.GetBytes(new string(' ', 2_000_000)), (byte)'}']));
        var client = Some.Client(b => b.AddLocal(o => (o.BaseUrl, o.MaxResponseBytes) = (server.LocalUrl, 1_000_000)));

        var error = await Assert.ThrowsAsync<ModelException>(() => client.InvokeAsync(ProviderCase.Of("local").Request(), Token));

        Assert.Equal(ModelErrorKind.Malformed, error.Kind);
        Assert.Contains("MaxResponseBytes", error.Message, StringComparison.Ordinal);
    }

    // The very bytes the server would send, to be compressed.
    private static async Task<(string Type, byte[] Body)> RecordAsync(LoopbackProviderServer server, IModelClient client, ProviderCase provider, bool stream)
    {
        server.Enqueue("Hello, world");
        if (stream)
        {
            await client.ReadAsync(provider.Request(), Token);
        }
        else
        {
            await client.InvokeAsync(provider.Request(), Token);
        }

        var asked = server.Requests[^1];
        Assert.Contains("gzip", asked.Headers["Accept-Encoding"], StringComparison.Ordinal);
        server.Enqueue("Hello, world");
        using var http = new HttpClient();
        using var again = new HttpRequestMessage(HttpMethod.Post, new Uri(server.BaseAddress, asked.Target)) { Content = new ByteArrayContent(asked.Body.ToArray()) };
        again.Headers.TryAddWithoutValidation("Authorization", asked.Headers.GetValueOrDefault("Authorization"));
        again.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await http.SendAsync(again, Token);
        return (response.Content.Headers.ContentType!.ToString(), await response.Content.ReadAsByteArrayAsync(Token));
    }

    private static LoopbackReply Compressed(string encoding, string type, byte[] body)
    {
        using var packed = new MemoryStream();
        using (Stream packing = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            _ => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true),
        })
        {
            packing.Write(body);
        }

        return new() { Body = packed.ToArray(), Headers = new Dictionary<string, string> { ["Content-Type"] = type, ["Content-Encoding"] = encoding } };
    }

    private static async Task<string> AskAsync(IModelClient client, bool stream) => stream
        ? (await client.ReadAsync(ProviderCase.Of("local").Request(), Token)).Text
        : (await client.InvokeAsync(ProviderCase.Of("local").Request(), Token)).Text;

    private static IModelClient OverHttp2(GoAwayServer server) => Some.Client(b => Http2(b, server));

    private static void Http2(SkillsEngineBuilder builder, GoAwayServer server) => builder.AddLocal(o => o.BaseUrl = server.Url)
        .Services.AddHttpClient("Skills.Engine.local", static http => http.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact);

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
