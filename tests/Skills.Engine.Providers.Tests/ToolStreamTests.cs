using System.Text;
using System.Text.Json;
using Skills.Engine.Providers.Http;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

/// <summary>Calls that arrive in the odd ways in which servers of chat completions stream them.</summary>
public sealed class ToolStreamTests
{
    private static readonly IReadOnlyList<ModelTool> Offered =
    [
        new("look_up_order", "", Some.Json("""{"type":"object"}""")),
        new("look_up_orders_of_city", "", Some.Json("""{"type":"object"}""")),
    ];

    public static TheoryData<LoopbackToolForm, int> Forms
    {
        get
        {
            var data = new TheoryData<LoopbackToolForm, int>();
            for (var form = 0; form < 16; form++)
            {
                // Pieces of a name that all repeat an id, or have none, cannot be distinguished from new calls by anyone.
                var flags = (LoopbackToolForm)form;
                if (flags.HasFlag(LoopbackToolForm.Repeated) && flags.HasFlag(LoopbackToolForm.SplitNames))
                {
                    continue;
                }

                foreach (var size in (int[])[1, 2, 3, 7, 100])
                {
                    data.Add(flags, size);
                }
            }

            return data;
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task ParallelCallsAreTakenApartWhateverTheFormOfTheStream(LoopbackToolForm form, int pieceSize)
    {
        LoopbackToolCall[] calls =
        [
            new("look_up_order", """{"order":"A-17","with":{"lines":[1,2]}}"""),
            new("look_up_orders_of_city", """{"city":"Ulm {\"old\"}"}"""),
            new("look_up_order", """{"order":"B-2"}"""),
        ];
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Enqueue(LoopbackReply.Calls(calls) with { ToolStream = form, DeltaSize = pieceSize });
        var provider = ProviderCase.Of("local");

        var (_, reply) = await provider.Client(server).ReadAsync(provider.Request() with { OfferedTools = Offered }, Token);

        Assert.Equal(StopReason.ToolUse, reply.StopReason);
        Assert.Equal(calls.Select(static c => (c.Name, c.Arguments)), reply.Calls.Select(static c => (c.Name, c.Arguments)));
        Assert.Equal(3, reply.Calls.Select(static c => c.Id).Distinct().Count());
    }

    [Theory]
    [InlineData("get", "get_weather", "get_weather")]
    [InlineData("get_", "weather", "get_weather")]
    [InlineData("get_weather", "get_weather", "get_weather")]
    [InlineData("unknown_", "tool", "unknown_tool")]
    public async Task ANameComesInPiecesOrAgain(string first, string second, string name)
    {
        using var served = new ServedBody();
        var body = $$$"""
            data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"{{{first}}}","arguments":""} } ] } } ] }

            data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"name":"{{{second}}}","arguments":"{\"city\":"} } ] } } ] }

            data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"Ulm\"}"}}]},"finish_reason":"tool_calls"}]}

            data: [DONE]


            """;
        var recorded = new RecordedReply(0, "chat", "", true, 200, body, default);
        var request = recorded.Request() with { OfferedTools = [new("get_weather", "", Some.Json("""{"type":"object"}"""))] };

        var (_, reply) = await recorded.Client(served).ReadAsync(request, Token);

        Assert.Equal(new ModelToolCall("a", name, """{"city":"Ulm"}"""), Assert.Single(reply.Calls));
    }

    // A server that names the tool again with each piece makes the reader ask each time whether the call before is whole.
    [Theory]
    [InlineData("[{}", ",{}")]
    [InlineData("{\"a\":{}", ",\"a\":{}")]
    [InlineData("{}", "{}")]
    [InlineData("{}", "x}")]
    [InlineData("{\"a\":\"}", "}}\\\"}")]
    [InlineData("}", "}")]
    public void ReadingPiecesGrowsWithTheirNumber(string first, string more)
    {
        Take(first, more, 100);
        var few = Take(first, more, 1_000);
        var many = Take(first, more, 16_000);

        Assert.True(many < 24 * few, $"{few} bytes for 1,000 pieces, {many} for 16,000.");
    }

    [Fact]
    public void PiecesInOneDeltaGrowWithTheirNumber()
    {
        static long Read(int count)
        {
            var delta = Some.Json("""{"tool_calls":[""" + string.Join(',', Enumerable.Repeat("""{"index":0,"function":{"arguments":"x"}}""", count)) + "]}");
            var calls = new ChatToolCalls([]);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Equal(new string('x', count), calls.Take(delta));
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Read(100);
        var few = Read(1_000);
        var many = Read(16_000);

        Assert.True(many < 24 * few, $"{few} bytes for 1,000 pieces, {many} for 16,000.");
    }

    [Theory]
    [InlineData(true, "{", "}")]
    [InlineData(true, "{\"a\":\"}\\\"{\"", ",\"b\":[{}]}")]
    [InlineData(true, "{}", " \n")]
    [InlineData(true, " {", " } ")]
    [InlineData(false, "{", "")]
    [InlineData(false, "[", "]")]
    [InlineData(false, "{\"a\":\"", "}")]
    [InlineData(false, "{\"a\":\"\\", "\"}")]
    [InlineData(false, "{}", "{}")]
    [InlineData(false, "{}", "}")]
    [InlineData(false, "}{", "}")]
    [InlineData(false, "{a", "}")]
    [InlineData(false, "{]", "}")]
    [InlineData(false, "x{", "}")]
    public void ArgumentsEndWithTheirObject(bool isWhole, string first, string second)
    {
        foreach (var pieces in new[] { [first, second], (first + second).Select(static c => c.ToString()) })
        {
            var end = new ToolArgumentsEnd();
            var all = new StringBuilder();
            foreach (var piece in pieces)
            {
                end.IsAt(all);
                all.Append(piece);
                end.Follow(piece);
            }

            Assert.Equal(isWhole, end.IsAt(all));
        }
    }

    private static long Take(string first, string more, int count)
    {
        var calls = new ChatToolCalls([]);
        calls.Take(Delta(first));
        var delta = Delta(more);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < count; i++)
        {
            calls.Take(delta);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static JsonElement Delta(string arguments) =>
        JsonSerializer.SerializeToElement(new { tool_calls = new[] { new { index = 0, function = new { name = "find", arguments } } } });
}
