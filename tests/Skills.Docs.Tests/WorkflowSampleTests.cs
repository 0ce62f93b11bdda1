using System.Collections.Concurrent;
using System.Text;
using Skills.Engine.Testing;

namespace Skills.Docs.Tests;

/// <summary>The workflow samples pay for each step once, although their process is killed in the middle.</summary>
public sealed class WorkflowSampleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("AgentWorkflow")]
    [InlineData("DurableTask")]
    [InlineData("OrleansGrain")]
    [InlineData("TemporalActivity")]
    public async Task AWorkflowThatIsKilledInTheMiddleFinishesWithOneBill(string sample)
    {
        var billed = new ConcurrentQueue<string>();
        var isHeld = true;
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(request =>
        {
            var isReply = IsReply(request);
            if (isReply && Volatile.Read(ref isHeld))
            {
                return LoopbackReply.Hangs();
            }

            billed.Enqueue(isReply ? "reply" : "classify");
            return LoopbackReply.Of(isReply ? """{"reply":"We are sorry."}""" : """{"kind":"complaint"}""");
        });
        var folder = Directory.CreateTempSubdirectory("workflow");
        try
        {
            await using (SampleProcess.StartWithModel(sample, server.LocalUrl, folder.FullName))
            {
                await Eventually.HoldsAsync(() => server.Requests.Any(IsReply), "The second step made no call.", TimeSpan.FromMinutes(2));
            }

            Volatile.Write(ref isHeld, false);
            await using var second = SampleProcess.StartWithModel(sample, server.LocalUrl, folder.FullName);
            var (exitCode, output) = await second.EndAsync();

            Assert.True(exitCode == 0, output);
            Assert.Contains("classify-ticket: replayed", output, StringComparison.Ordinal);
            Assert.Contains("reply-to-ticket: executed", output, StringComparison.Ordinal);
            Assert.Contains("Reply: We are sorry.", output, StringComparison.Ordinal);
            Assert.Equal(["classify", "reply"], billed);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool IsReply(RecordedRequest request) => Encoding.UTF8.GetString(request.Body.Span).Contains("Reply to this", StringComparison.Ordinal);
}
