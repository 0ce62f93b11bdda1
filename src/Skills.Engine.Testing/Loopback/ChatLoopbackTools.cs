using System.Globalization;
using static Skills.Engine.Testing.Loopback.LoopbackText;

namespace Skills.Engine.Testing.Loopback;

/// <summary>Calls of tools in the form of chat completions, in the ways in which servers stream them.</summary>
internal static class ChatLoopbackTools
{
    /// <summary>The list of a whole answer.</summary>
    public static string Whole(LoopbackCall call) => "[" + string.Join(',', call.Reply.ToolCalls.Select((tool, i) =>
        $$$$"""{ {{{{Id(call, i)}}}}"type":"function","function":{"name":{{{{Quote(tool.Name)}}}},"arguments":{{{{Quote(tool.Arguments)}}}}}}""")) + "]";

    /// <summary>The deltas of a stream.</summary>
    public static IEnumerable<string> Pieces(LoopbackCall call)
    {
        var form = call.Reply.ToolStream;
        for (var i = 0; i < call.Reply.ToolCalls.Count; i++)
        {
            var tool = call.Reply.ToolCalls[i];
            var index = form.HasFlag(LoopbackToolForm.IndexZero) ? 0 : i;
            var names = form.HasFlag(LoopbackToolForm.SplitNames) ? tool.Name.Chunk(4).Select(static c => new string(c)).ToList() : [tool.Name];
            for (var n = 0; n < names.Count; n++)
            {
                var id = n == 0 || form.HasFlag(LoopbackToolForm.Repeated) ? Id(call, i) : "";
                yield return Delta(index, id + "\"type\":\"function\",", $"\"name\":{Quote(names[n])},\"arguments\":\"\"");
            }

            foreach (var piece in call.Pieces(tool.Arguments))
            {
                var repeated = form.HasFlag(LoopbackToolForm.Repeated);
                yield return Delta(index, repeated ? Id(call, i) : "", (repeated ? $"\"name\":{Quote(tool.Name)}," : "") + $"\"arguments\":{Quote(piece)}");
            }
        }
    }

    private static string Delta(int index, string members, string function) =>
        string.Create(CultureInfo.InvariantCulture, $"{{\"tool_calls\":[{{\"index\":{index},{members}\"function\":{{{function}}}}}]}}");

    private static string Id(LoopbackCall call, int index) =>
        call.Reply.ToolStream.HasFlag(LoopbackToolForm.NoIds) ? "" : $"\"id\":{Quote(call.IdOf(index, "call_"))},";
}
