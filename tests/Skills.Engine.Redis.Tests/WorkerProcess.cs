using System.Diagnostics;

namespace Skills.Engine.Redis.Tests;

/// <summary>This test executable, started again as a <see cref="CacheWorker"/>. Disposing ends it by its process id.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    public static async Task<WorkerProcess> StartAsync(string mode, string redis)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(WorkerProcess).Assembly.Location);
        }

        start.Environment[CacheWorker.ModeVariable] = mode;
        start.Environment[CacheWorker.RedisVariable] = redis;
        var worker = new WorkerProcess(Process.Start(start)!);
        await worker.WaitForAsync("ready");
        return worker;
    }

    public void Tell(string line) => _process.StandardInput.WriteLine(line);

    public void Kill() => _process.Kill();

    /// <summary>The lines up to the one that begins with a word, that one last.</summary>
    public async Task<IReadOnlyList<string>> WaitForAsync(string word)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var lines = new List<string>();
        while (lines is not [.., var last] || !last.StartsWith(word, StringComparison.Ordinal))
        {
            lines.Add(await _process.StandardOutput.ReadLineAsync(limit.Token) ?? throw new InvalidOperationException($"The worker ended before it said '{word}': {string.Join(" | ", lines)}"));
        }

        return lines;
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
}
