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
}
