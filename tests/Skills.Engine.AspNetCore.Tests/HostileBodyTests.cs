using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Skills.Engine.AspNetCore.Tests;

/// <summary>Bodies that no well-meaning client sends.</summary>
public sealed class HostileBodyTests
{
    private static readonly byte[] Call = Encoding.UTF8.GetBytes("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"greeter","arguments":{"name":"Ada"}}}""");

    public static TheoryData<string, string, byte[]> Broken => new()
    {
        { "br", "garbage", "garbage"u8.ToArray() },
        { "br", "cut", Cut(Compress(s => new BrotliStream(s, CompressionLevel.Fastest))) },
        { "gzip", "garbage", [0x1f, 0x8b, 0x08, .. "garbage"u8] },
        { "gzip", "no header", "garbage"u8.ToArray() },
        { "gzip", "cut", Cut(Compress(s => new GZipStream(s, CompressionLevel.Fastest))) },
        { "deflate", "garbage", "garbage"u8.ToArray() },
        { "deflate", "cut", Cut(Compress(s => new ZLibStream(s, CompressionLevel.Fastest))) },
    };

    [Fact]
    public async Task ANameWithHalfOfASurrogatePairIsABadRequest()
    {
        await using var host = await TestHost.StartAsync();

        var answer = await host.PostAsync("/skills/greeter", """{"name":"Ada","ti\ud800mes":3}""");

        Assert.Equal((400, "body-invalid"), (answer.Status, answer.Problem));
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task ABodyThatCannotBeDecompressedIsABadRequestOnEveryRoute(string encoding, string kind, byte[] body)
    {
        await using var host = await TestHost.StartAsync(
            services: static (builder, _) => builder.Services.AddRequestDecompression(),
            pipeline: static app => app.UseRequestDecompression());

        foreach (var path in new[] { "/skills/greeter", "/skills/greeter/render", $"/skills/runs/{Guid.CreateVersion7()}/feedback", "/skills/mcp" })
        {
            using var request = TestHost.Request(HttpMethod.Post, path, null, ("Accept", "application/json, text/event-stream"));
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Content.Headers.ContentEncoding.Add(encoding);

            using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.True((int)response.StatusCode == 400, $"{path} {kind}: {(int)response.StatusCode}");
        }

        Assert.Equal(0, host.Model.Calls);
    }

    [Fact]
    public async Task AnIntactCompressedBodyIsRead()
    {
        await using var host = await TestHost.StartAsync(
            services: static (builder, _) => builder.Services.AddRequestDecompression(),
            pipeline: static app => app.UseRequestDecompression());
        using var request = TestHost.Request(HttpMethod.Post, "/skills/mcp", null, ("Accept", "application/json, text/event-stream"), ("MCP-Protocol-Version", "2025-06-18"));
        request.Content = new ByteArrayContent(Compress(s => new BrotliStream(s, CompressionLevel.Fastest)));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Content.Headers.ContentEncoding.Add("br");

        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Contains("Hello Ada", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":"a","name":"b"}""", "line 1, byte 13")]
    [InlineData("{\"name\":\"a\",\n \"x\":[{\"y\":1,\"z\":{},\n\"\\u0079\":2}]}", "line 3, byte 1")]
    public async Task TheProblemOfANameThatAppearsTwiceSaysWhere(string body, string place)
    {
        await using var host = await TestHost.StartAsync();

        var answer = await host.PostAsync("/skills/greeter", body);

        Assert.Equal((400, "body-invalid"), (answer.Status, answer.Problem));
        Assert.Contains($"at {place} appears twice", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":"greeter","arguments":{"name":"a","name":"b"}}""")]
    [InlineData("""{"name":"greeter","name":"strict","arguments":{"name":"a"}}""")]
    [InlineData("""{"name":"greeter","arguments":{"name":"a"},"arguments":{"name":"b"}}""")]
    [InlineData("""{"name":"greeter","arguments":{"name":{"x":1,"\u0078":2}}}""")]
    [InlineData("""{"name":"greeter","arguments":"name"}""")]
    [InlineData("""{"name":"greeter","arguments":["name"]}""")]
    [InlineData("""{"name":"greeter","arguments":1}""")]
    [InlineData("""{"name":7,"arguments":{}}""")]
    [InlineData("""{"arguments":{}}""")]
    [InlineData("[]")]
    public async Task AToolCallWithWrongParametersIsInvalidParamsAndRunsNothing(string parameters)
    {
        await using var host = await TestHost.StartAsync();

        var answer = await McpWire.PostAsync(host, $$"""{"jsonrpc":"2.0","id":"x","method":"tools/call","params":{{parameters}}}""", ("MCP-Protocol-Version", "2025-06-18"));

        Assert.Equal((200, "application/json"), (answer.Status, answer.Type));
        Assert.Equal(("x", -32602), (answer.Json.GetProperty("id").GetString(), answer.Json.GetProperty("error").GetProperty("code").GetInt32()));
        Assert.Equal(0, host.Model.Calls);
    }

    private static byte[] Compress(Func<Stream, Stream> open)
    {
        using var bytes = new MemoryStream();
        using (var packed = open(bytes))
        {
            packed.Write(Call);
        }

        return bytes.ToArray();
    }

    private static byte[] Cut(byte[] whole) => whole[..(whole.Length / 2)];
}
