using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace Skills.Engine.Providers.Tests;

/// <summary>Streams whose events can be read one by one, and not together.</summary>
public sealed class UnreadableStreamTests
{
    private const string NotText = "\u00f2";

    [Theory]
    [InlineData("google", """
        data: {"candidates":[{"content":{"parts":[{"functionCall":{"name":"find","args":{"\u00f2":"Ulm"}}}],"role":"model"},"index":0,"finishReason":"STOP"}]}


        """)]
    [InlineData("anthropic", """
        data: {"type":"message_start","message":{"id":"m","type":"message","role":"assistant","content":[],"usage":{"input_tokens":4,"output_tokens":1}}}

        data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","id":"u","name":"find","input":{}}}

        data: {"type":"content_block_stop","index":0}

        data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":9}}

        data: {"type":"message_stop"}


        """)]
    public async Task ItIsAMalformedReplyAndNoOtherException(string provider, string stream)
    {
        // One byte that is no UTF-8, in the place of its mark.
        var served = new ServedBody { MediaType = "text/event-stream", Body = Encoding.Latin1.GetBytes(stream.ReplaceLineEndings("\n").Replace("\\u00f2", NotText, StringComparison.Ordinal)) };
        var client = Some.Client(b =>
        {
            _ = provider == "google" ? b.AddGoogle(static o => o.ApiKey = Some.Key) : b.AddAnthropic(static o => o.ApiKey = Some.Key);
            b.Services.AddHttpClient("Skills.Engine." + provider).ConfigurePrimaryHttpMessageHandler(() => served);
        });

        var error = await Assert.ThrowsAsync<ModelException>(() => client.ReadAsync(Some.Request(Some.Model("m", provider)), TestContext.Current.CancellationToken));

        Assert.Equal(ModelErrorKind.Malformed, error.Kind);
    }

    [Theory]
    [InlineData("""{"index":0,"function":{"name":"PIECE"}}""", 500, null)]
    [InlineData("""{"index":0,"function":{"name":"PIECE"}}""", 501, "characters")]
    [InlineData("""{"index":NUMBER,"id":"NUMBER","function":{"name":"find","arguments":"{}"}}""", 1_000, null)]
    [InlineData("""{"index":NUMBER,"id":"NUMBER","function":{"name":"find","arguments":"{}"}}""", 1_001, "tool calls")]
    public async Task PiecesOfToolCallsAreBounded(string piece, int count, string? refused)
    {
        var stream = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            var numbered = piece.Replace("NUMBER", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace("PIECE", i % 2 == 0 ? "ab" : "cd", StringComparison.Ordinal);
            stream.Append("""data: {"choices":[{"index":0,"delta":{"tool_calls":[""").Append(numbered).Append("]}}]}\n\n");
        }

        stream.Append("""data: {"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""").Append("\n\ndata: [DONE]\n\n");
        var served = new ServedBody { MediaType = "text/event-stream", Body = Encoding.UTF8.GetBytes(stream.ToString()) };
        var client = Some.Client(b =>
        {
            b.AddOpenAICompatible("gateway", static o => (o.ApiKey, o.BaseUrl) = (Some.Key, "http://localhost"));
            b.Services.AddHttpClient("Skills.Engine.gateway").ConfigurePrimaryHttpMessageHandler(() => served);
        });
        var reading = client.ReadAsync(Some.Request(Some.Model("m", "gateway")), TestContext.Current.CancellationToken);

        if (refused is null)
        {
            var (_, reply) = await reading;
            Assert.Equal(count, reply.Calls.Count == 1 ? reply.Calls[0].Name.Length / 2 : reply.Calls.Count);
            return;
        }

        var error = await Assert.ThrowsAsync<ModelException>(() => reading);
        Assert.Equal(ModelErrorKind.Malformed, error.Kind);
        Assert.Contains(refused, error.Message, StringComparison.Ordinal);
    }
}
