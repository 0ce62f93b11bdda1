using System.Diagnostics;
using System.Text.Json;

namespace Skills.Engine.Batches.Tests.Support;

/// <summary>Another process that works on a run. It can be killed as a crash would. It is this program, which runs <see cref="WorkerProcessEntry"/>.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public static WorkerProcess Start(WorkerJob job)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (string[])["--explicit", "only", "--filter-class", $"*{nameof(WorkerProcessEntry)}", "--no-progress"])
        {
            start.ArgumentList.Add(word);
        }

        start.Environment[WorkerJob.Variable] = JsonSerializer.Serialize(job);
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new(process);
    }

    /// <summary>Ends it at once, as <c>kill -9</c> does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit(10_000);
    }

    /// <summary>Stops it, as a pause of its virtual machine does. It keeps its connections.</summary>
    public Task FreezeAsync() => SignalAsync("-STOP");

    /// <summary>Lets a frozen one go on.</summary>
    public Task ThawAsync() => SignalAsync("-CONT");

    public Task ExitAsync() => Eventually.EndsAsync(_process.WaitForExitAsync(TestContext.Current.CancellationToken));

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, $"{_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}

/// <summary>What another process does.</summary>
internal sealed record WorkerJob
{
    public const string Variable = "SKILLS_BATCH_WORKER";

    /// <summary>The address of the loopback provider.</summary>
    public required string Provider { get; init; }

    /// <summary>The vendor whose batch endpoint is used: openai, anthropic or google. Null for a local model that is asked online.</summary>
    public string? Vendor { get; init; }

    public required string Run { get; init; }

    public required int Items { get; init; }

    /// <summary>The journal, or the connection string of the store.</summary>
    public required string Store { get; init; }

    /// <summary>The kind of store: journal, redis or postgres. Processes of the last two that do not start the run serve as workers until they are killed.</summary>
    public string Kind { get; init; } = "journal";

    public bool Starts { get; init; }

    public BatchRunOptions Options { get; init; } = new();
}
