using Comparisons;
using Skills.Engine;
using Skills.Engine.Testing;

// Runs one program, for the time that a new process takes to its first result.
if (args is ["start", var wanted, var url])
{
    Console.WriteLine(await Job.StartOf(wanted)(url));
    using var self = System.Diagnostics.Process.GetCurrentProcess();
    Console.WriteLine((self.PeakWorkingSet64 / 1048576.0).ToString(System.Globalization.CultureInfo.InvariantCulture));
    return 0;
}

// Runs each program against a server on this machine, and fails if one returns or asks something else than the others.
var faults = 0;
foreach (var job in Job.All)
{
    foreach (var (library, run) in job.Run)
    {
        await using var server = await LoopbackProviderServer.StartAsync();
        server.Enqueue(job.Name switch
        {
            "Typed" => [LoopbackReply.Of("""{"title":"Water under the sink","priority":9}"""), LoopbackReply.Of("""{"title":"Water under the sink","priority":4}""")],
            "Fallback" => [LoopbackReply.Fails(ModelErrorKind.ServerError), LoopbackReply.Of("Hello Alice")],
            _ => [LoopbackReply.Of("Hello Alice")],
        });

        string result;
        try
        {
            result = await run(server.OpenAIUrl);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            result = $"{e.GetType().Name}: {e.Message}";
        }

        var isRight = result == job.Result && server.Requests.Count == job.Requests;
        faults += isRight ? 0 : 1;
        Console.WriteLine($"{job.Name,-10} {library,-24} {(isRight ? "ok" : $"'{result}' after {server.Requests.Count} requests")}");
    }
}

return faults == 0 ? 0 : 1;
