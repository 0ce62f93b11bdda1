using System.Collections.Concurrent;

namespace Skills.Engine.Providers.Tests;

/// <summary>Replies as providers sent them, with the right reading of each: whole, in small pieces, and cut at every byte.</summary>
public sealed class RecordedReplyTests(ITestOutputHelper output)
{
    // Readings that differ from the suite's. One that becomes right has to be taken out here.
    private static readonly Dictionary<long, string> KnownFaults = new()
    {
        [1410] = "Snowflake fills every field it knows: the suite takes the empty call of the older form, we take the named call in tool_calls.",
    };

    private const string Suite = "provider-replies/replies.jsonl";

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(7)]
    public async Task EachIsReadRight(int pieceSize)
    {
        var wrong = new List<string>();
        var count = 0;
        var nowRight = KnownFaults.Keys.ToHashSet();
        foreach (var recorded in RecordedReply.All(Suites.PathOf(Suite)))
        {
            count++;
            using var served = new ServedBody { PieceSize = pieceSize };
            if (await FaultAsync(recorded, recorded.Client(served)) is { } fault)
            {
                if (nowRight.Remove(recorded.Id))
                {
                    continue;
                }

                wrong.Add($"{recorded.Id} {recorded.Api} {recorded.Vendor} {(recorded.Stream ? "stream" : "whole")}: {fault}");
            }
        }

        output.WriteLine($"{count - wrong.Count - KnownFaults.Count + nowRight.Count} of {count} right in pieces of {pieceSize}.");
        Assert.Empty(nowRight);
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
