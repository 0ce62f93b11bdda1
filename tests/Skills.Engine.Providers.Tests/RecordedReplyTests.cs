using System.Collections.Concurrent;

namespace Skills.Engine.Providers.Tests;

/// <summary>Replies as providers sent them, with the right reading of each: whole, in small pieces, and cut at every byte.</summary>
public sealed class RecordedReplyTests(ITestOutputHelper output)
{
    // Snowflake fills every field of the message, also "function_call" with an empty name. OpenAI's reference says of that field
    // "deprecated and replaced by tool_calls", so where both are filled the list holds the call. The suite reads the empty one.
    private static readonly Dictionary<long, string> Corrected = new()
    {
        [1410] = """{"text":"","stop":"ToolUse","tools":[["get_weather","{\"city\":\"Mexico City\"}"]],"usage":{"inp":568,"cached":0,"write":0,"out":55,"reason":0}}""",
    };

    private const string Suite = "provider-replies/replies.jsonl";

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(7)]
    public async Task EachIsReadRight(int pieceSize)
    {
        var wrong = new List<string>();
        var count = 0;
        var corrected = 0;
        foreach (var row in RecordedReply.All(Suites.PathOf(Suite)))
        {
            count++;
            var recorded = Corrected.TryGetValue(row.Id, out var right) ? row with { Expected = Some.Json(right) } : row;
            corrected += right is null ? 0 : 1;
            using var served = new ServedBody { PieceSize = pieceSize };
            if (await FaultAsync(recorded, recorded.Client(served)) is { } fault)
            {
                wrong.Add($"{recorded.Id} {recorded.Api} {recorded.Vendor} {(recorded.Stream ? "stream" : "whole")}: {fault}");
            }
        }

        output.WriteLine($"{count - wrong.Count} of {count} right in pieces of {pieceSize}.");
        Assert.Equal(Corrected.Count, corrected);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.NotEqual(0, count);
    }

    /// <summary>
    /// Only what was whole before the cut may pass. A body that just ends is cut at every byte of a stream; a broken connection, which any reader
    /// notices, at every eleventh. A whole body is JSON that no cut leaves valid but for blanks at its end: each is cut in its last 32 bytes and at every 53rd.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ACutIsTruncatedOrLeavesTheWholeAnswer(bool breaks)
    {
        var wrong = new ConcurrentQueue<string>();
        int cuts = 0, whole = 0;
        await Parallel.ForEachAsync(RecordedReply.All(Suites.PathOf(Suite)).Where(static r => !r.IsError && r.Status == 200), Token, async (recorded, _) =>
        {
            using var served = new ServedBody { BreaksAtCut = breaks };
            var client = recorded.Client(served);
            foreach (var cut in CutsOf(recorded, served.Body.Length, breaks))
            {
                served.Cut = cut;
                Interlocked.Increment(ref cuts);
                var outcome = await OutcomeOfCutAsync(recorded, client, cut);
                if (outcome == recorded.Expected.GetProperty("text").GetString())
                {
                    Interlocked.Increment(ref whole);
                }
                else if (outcome is not null)
                {
                    wrong.Enqueue($"{recorded.Id} {recorded.Api} {recorded.Vendor}, cut at {cut} of {served.Body.Length}: '{outcome}'");
                }
            }
        });

        output.WriteLine($"{cuts} cuts: {whole} after the whole answer, {wrong.Count} wrong, the others truncated.");
        Assert.True(wrong.IsEmpty, string.Join('\n', wrong.Order().Take(60)));
        Assert.NotEqual(0, cuts);
    }

    private static IEnumerable<int> CutsOf(RecordedReply recorded, int length, bool breaks)
    {
        var step = !recorded.Stream ? 53 : breaks ? 11 : 1;
        return Enumerable.Range(0, length).Where(cut => cut % step == 0 || cut >= length - 32);
    }

    // The text of a complete answer, the class of an error that a cut should not give, or null when it was truncated.
    private static async Task<string?> OutcomeOfCutAsync(RecordedReply recorded, IModelClient client, int cut)
    {
        try
        {
            return recorded.Stream ? (await client.ReadAsync(recorded.Request(), Token)).Reply.Text : (await client.InvokeAsync(recorded.Request(), Token)).Text;
        }
        catch (ModelException e)
        {
            return e.Kind == ModelErrorKind.Truncated || IsNothingYet(e, cut, recorded) ? null : $"error {e.Kind}";
        }
    }

    // An empty body, or blanks alone, is no JSON and so no part of an answer.
    private static bool IsNothingYet(ModelException e, int cut, RecordedReply recorded) =>
        e.Kind == ModelErrorKind.Malformed && !recorded.Stream && string.IsNullOrWhiteSpace(recorded.Body[..Math.Min(cut, recorded.Body.Length)]);

    private static async Task<string?> FaultAsync(RecordedReply recorded, IModelClient client)
    {
        try
        {
            var (text, reply) = recorded.Stream
                ? await client.ReadAsync(recorded.Request(), Token)
                : ("", await client.InvokeAsync(recorded.Request(), Token));
            return recorded.IsError ? "an error was read as an answer"
                : recorded.Stream && text.Length > 0 && text != reply.Text ? "what was shown is not what was read"
                : recorded.Fault(reply);
        }
        catch (ModelException e)
        {
            return recorded.IsError ? null : $"{e.Kind} {e.Message}";
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
