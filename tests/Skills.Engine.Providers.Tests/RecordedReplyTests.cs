namespace Skills.Engine.Providers.Tests;

/// <summary>Replies as providers sent them, with the right reading of each: whole, in small pieces, and cut at every byte.</summary>
public sealed class RecordedReplyTests(ITestOutputHelper output)
{
    private const string Suite = "provider-replies/replies.jsonl";

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(7)]
    public async Task EachIsReadRight(int pieceSize)
    {
        var wrong = new List<string>();
        var count = 0;
        foreach (var recorded in RecordedReply.All(Suites.PathOf(Suite)))
        {
            count++;
            using var served = new ServedBody { PieceSize = pieceSize };
            if (await FaultAsync(recorded, recorded.Client(served)) is { } fault)
            {
                wrong.Add($"{recorded.Id} {recorded.Api} {recorded.Vendor} {(recorded.Stream ? "stream" : "whole")}: {fault}");
            }
        }

        output.WriteLine($"{count - wrong.Count} of {count} right in pieces of {pieceSize}.");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.NotEqual(0, count);
    }

    /// <summary>With a broken connection, and with a body that just ends: then only what was whole before the cut may pass.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ACutIsTruncatedOrLeavesTheWholeAnswer(bool breaks)
    {
        var wrong = new List<string>();
        int cuts = 0, whole = 0;
        foreach (var recorded in RecordedReply.All(Suites.PathOf(Suite)).Where(static r => !r.IsError && r.Status == 200))
        {
            using var served = new ServedBody { BreaksAtCut = breaks };
            var client = recorded.Client(served);
            for (served.Cut = 0; served.Cut < served.Body.Length; served.Cut++)
            {
                cuts++;
                try
                {
                    var reply = recorded.Stream ? (await client.ReadAsync(recorded.Request(), Token)).Reply : await client.InvokeAsync(recorded.Request(), Token);
                    whole++;
                    if (reply.Text != recorded.Expected.GetProperty("text").GetString())
                    {
                        wrong.Add($"{recorded.Id} {recorded.Api} {recorded.Vendor}, cut at {served.Cut} of {served.Body.Length}: complete with '{reply.Text}'");
                    }
                }
                catch (ModelException e) when (e.Kind == ModelErrorKind.Truncated || IsNothingYet(e, served.Cut, recorded))
                {
                }
                catch (ModelException e)
                {
                    wrong.Add($"{recorded.Id} {recorded.Api} {recorded.Vendor}, cut at {served.Cut} of {served.Body.Length}: {e.Kind}");
                }
            }
        }

        output.WriteLine($"{cuts} cuts: {whole} after the whole answer, {wrong.Count} wrong, the others truncated.");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(60)));
        Assert.NotEqual(0, cuts);
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
