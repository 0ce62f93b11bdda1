using System.Text;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

public sealed class CutTests
{
    private const string Answer = """{"greeting":"Hello, world"}""";

    public static TheoryData<string> Providers => ProviderCase.Names;

    /// <summary>Every byte offset of a recorded stream, where only the end of the connection ends it; every fifth also in the middle of chunks.</summary>
    [Theory, MemberData(nameof(Providers))]
    public async Task AStreamCutAnywhereIsTruncatedOrWhole(string name)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var provider = ProviderCase.Of(name);
        var client = provider.Client(server);
        var length = await LengthAsync(server, provider, stream: true);
        var whole = 0;
        foreach (var closed in (bool[])[false, true])
        {
            for (var cut = 0; cut <= length; cut += closed ? 1 : 5)
            {
                server.Enqueue(new LoopbackReply { Text = Answer, DeltaSize = 12, EndAfterBytes = cut, CloseDelimited = closed });
                whole += await OutcomeAsync(() => client.ReadAsync(provider.Request(), Token), cut) ? 1 : 0;
            }
        }

        Assert.InRange(whole, 1, length);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task AWholeAnswerCutAnywhereIsTruncatedOrWhole(string name)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var provider = ProviderCase.Of(name);
        var client = provider.Client(server);
        var length = await LengthAsync(server, provider, stream: false);
        for (var cut = 1; cut < length; cut++)
        {
            server.Enqueue(new LoopbackReply { Text = Answer, EndAfterBytes = cut, CloseDelimited = cut % 2 == 0 });
            Assert.False(await OutcomeAsync(async () => ("", await client.InvokeAsync(provider.Request(), Token)), cut));
        }
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task AStreamResetAnywhereIsTruncatedOrWhole(string name)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var provider = ProviderCase.Of(name);
        var client = provider.Client(server);
        var length = await LengthAsync(server, provider, stream: true);
        for (var cut = 1; cut < length; cut += 23)
        {
            server.Enqueue(new LoopbackReply { Text = Answer, DeltaSize = 12, ResetAfterBytes = cut });
            await OutcomeAsync(() => client.ReadAsync(provider.Request(), Token), cut, ModelErrorKind.Network);
        }
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task AStreamWithoutItsEndIsTruncated(string name)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new() { Text = Answer, OmitEnd = true });
        var provider = ProviderCase.Of(name);

        var error = await Assert.ThrowsAsync<ModelException>(() => provider.Client(server).ReadAsync(provider.Request(), Token));

        Assert.Equal(ModelErrorKind.Truncated, error.Kind);
        Assert.Equal(Answer, error.PartialText);
    }

    [Fact]
    public async Task UsageToldBeforeTheCutIsKept()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new() { Text = Answer, OmitEnd = true });
        var provider = ProviderCase.Of("anthropic");

        var error = await Assert.ThrowsAsync<ModelException>(() => provider.Client(server).ReadAsync(provider.Request(), Token));

        Assert.Equal(12, error.Usage?.InputTotal);
    }

    private static async Task<int> LengthAsync(LoopbackProviderServer server, ProviderCase provider, bool stream)
    {
        using var http = new HttpClient();
        if (provider.Name == "vertex")
        {
            // The client gets the first token of this server later: this one is valid too.
            using var metadata = new HttpRequestMessage(HttpMethod.Get, new Uri(server.BaseAddress, "/computeMetadata/v1/instance/service-accounts/default/token"));
            metadata.Headers.Add("Metadata-Flavor", "Google");
            using var token = await http.SendAsync(metadata, Token);
            http.DefaultRequestHeaders.Authorization = new("Bearer", System.Text.Json.JsonElement.Parse(await token.Content.ReadAsByteArrayAsync(Token)).GetProperty("access_token").GetString());
        }

        server.Enqueue(new LoopbackReply { Text = Answer, DeltaSize = 12, CloseDelimited = true });
        var (path, body) = provider.Name switch
        {
            "anthropic" => ("/v1/messages", "\"model\":\"claude-haiku-4-5\""),
            "google" => ($"/v1beta/models/{provider.Model}:{(stream ? "streamGenerateContent" : "generateContent")}", "\"x\":1"),
            "watsonx" => (stream ? "/ml/v1/text/chat_stream" : "/ml/v1/text/chat", $"\"model_id\":\"{provider.Model}\""),
            "vertex" => ($"/v1/projects/p/locations/l/publishers/google/models/{provider.Model}:{(stream ? "streamGenerateContent" : "generateContent")}", "\"x\":1"),
            "bedrock" => ($"/model/{Uri.EscapeDataString(provider.Model)}/{(stream ? "converse-stream" : "converse")}", "\"x\":1"),
            "responses" => ("/v1/responses", $"\"model\":\"{provider.Model}\""),
            "ollama" => ("/api/chat", $"\"model\":\"{provider.Model}\""),
            _ => ("/v1/chat/completions", $"\"model\":\"{provider.Model}\""),
        };
        using var content = new StringContent($"{{{body},\"stream\":{(stream ? "true" : "false")}}}", Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri(server.BaseAddress, path), content, Token);
        return (await response.Content.ReadAsByteArrayAsync(Token)).Length;
    }

    // True when it was whole; anything but whole and truncated fails the test.
    private static async Task<bool> OutcomeAsync(Func<Task<(string Text, ModelReply Reply)>> read, int cut, ModelErrorKind? also = null)
    {
        try
        {
            var (_, reply) = await read();
            Assert.Equal(Answer, reply.Text);
            Assert.Equal(StopReason.Completed, reply.StopReason);
            return true;
        }
        catch (ModelException e)
        {
            Assert.True(e.Kind == ModelErrorKind.Truncated || e.Kind == also, $"cut at {cut}: {e.Kind} {e.Message}");
            return false;
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
