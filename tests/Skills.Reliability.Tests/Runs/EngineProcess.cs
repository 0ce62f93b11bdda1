using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Skills.Reliability.Tests.Calls;
using Skills.Reliability.Tests.Workers;

namespace Skills.Reliability.Tests.Runs;

/// <summary>This test executable, started again as a worker. Disposing ends it by its process id.</summary>
internal sealed class EngineProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly ConcurrentDictionary<int, bool> _underWay = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<WorkerEnd?> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<CallReport> _reported;
    private TaskCompletionSource _measured = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private EngineProcess(WorkerConfig config, Process process, Action<CallReport> reported)
    {
        (Config, _process, _reported, Pid) = (config, process, reported, process.Id);
        _ = Task.Run(ReadAsync);
    }

    public WorkerConfig Config { get; }

    public int Pid { get; }

    /// <summary>Gets whether it was killed.</summary>
    public bool IsKilled { get; private set; }

    public int UnderWay => _underWay.Count;

    /// <summary>Gets the numbers of the calls that have not ended.</summary>
    public IReadOnlyCollection<int> Calls => [.. _underWay.Keys];

    public static async Task<EngineProcess> StartAsync(WorkerConfig config, Action<CallReport> reported)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(EngineProcess).Assembly.Location);
        }

        start.Environment[WorkerConfig.Variable] = config.ToString();
        start.Environment["DOTNET_TieredPGO"] = "0";
        var process = new EngineProcess(config, Process.Start(start)!, reported);
        await process._ready.Task.WaitAsync(Patience);
        return process;
    }

    public void Make(int call, bool resumes = false)
    {
        _underWay[call] = true;
        Tell($"call {call}{(resumes ? " resume" : "")}");
    }

    public async Task MeasureAsync()
    {
        _measured = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Tell("measure");
        await _measured.Task.WaitAsync(Patience);
    }

    public void Tell(string line)
    {
        try
        {
            lock (_underWay)
            {
                _process.StandardInput.WriteLine(line);
                _process.StandardInput.Flush();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It was killed: the calls under way are known.
        }
    }

    /// <summary>Ends it at once. What it wrote before is still read.</summary>
    public async Task KillAsync()
    {
        IsKilled = true;
        _process.Kill();
        await _end.Task.WaitAsync(Patience);
    }

    /// <summary>Lets it stop in order.</summary>
    public Task<WorkerEnd?> EndAsync()
    {
        Tell("end");
        return _end.Task.WaitAsync(Patience);
    }

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var (word, rest) = line.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space ? (line[..space], line[(space + 1)..]) : (line, "");
            switch (word)
            {
                case "ready":
                    _ready.TrySetResult();
                    break;
                case "measured":
                    _measured.TrySetResult();
                    break;
                case "done" when TryRead(rest) is { } report:
                    _underWay.TryRemove(report.Number, out _);
                    _reported(report);
                    break;
                case "end":
                    _end.TrySetResult(JsonSerializer.Deserialize<WorkerEnd>(rest));
                    break;
            }
        }

        _ready.TrySetException(new InvalidOperationException("The worker ended at its start."));
        _end.TrySetResult(null);
    }

    // The last line of a killed process may be cut.
    private static CallReport? TryRead(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<CallReport>(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
