using System.Diagnostics;

namespace Skills.Replies;

/// <summary>Replies are read alike where .NET runs without ICU, as in Alpine images (<c>InvariantGlobalization</c>).</summary>
public class WithoutIcuTests
{
    private const string Switch = "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    /// <summary>Runs the fault table and the corpus again, in a process of its own that has no ICU.</summary>
    [Fact]
    public async Task TheFaultTableAndTheCorpusAreReadAlike()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(WithoutIcuTests).Assembly.Location);
        }

        foreach (var argument in (string[])["--filter-class", $"*.{nameof(FaultTableTests)}", "--filter-class", $"*.{nameof(LlmRepliesTests)}", "--filter-class", $"*.{nameof(ProcessWithoutIcuTests)}"])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[Switch] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = process.StandardError.ReadToEndAsync(deadline.Token);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        Assert.True(process.ExitCode == 0, await output + await errors);
    }
}
