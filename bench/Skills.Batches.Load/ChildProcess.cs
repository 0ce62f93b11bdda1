using System.Diagnostics;

namespace Skills.Batches.Load;

/// <summary>This program as another process. Disposing it ends it at once.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const string Ready = "ready";

    private readonly Process _process;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data == Ready)
            {
                _ready.TrySetResult();
            }
        };
        process.BeginOutputReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Gets the memory of the process in MiB; 0 when it has ended.</summary>
    public double MemoryMiB => ProcessMemory.MiBOf(Id);

    public static ChildProcess Start(params string[] arguments) =>
        new(Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!);

    /// <summary>Starts processes and waits until they are ready.</summary>
    public static async Task<IReadOnlyList<ChildProcess>> StartAsync(int count, params string[] arguments)
    {
        var children = Enumerable.Range(0, count).Select(_ => Start(arguments)).ToList();
        await Task.WhenAll(children.Select(static c => c._ready.Task.WaitAsync(TimeSpan.FromMinutes(1))));
        return children;
    }

    /// <summary>Tells the parent that this process is ready.</summary>
    public static void SayReady() => Console.WriteLine(Ready);

    /// <summary>Ends this process when its parent has ended, however that happened.</summary>
    public static void EndWithParent() => new Thread(static () =>
    {
        while (Console.In.Read() >= 0)
        {
            // The parent writes nothing. Its end closes the pipe.
        }

        Environment.Exit(1);
    }) { IsBackground = true }.Start();

    /// <summary>Ends the process at once, as <c>kill -9</c> does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit(10_000);
    }

    /// <summary>Stops the process for a while, as a pause of its virtual machine does.</summary>
    public async Task FreezeAsync(TimeSpan time)
    {
        // It may be killed and replaced while it is frozen.
        var id = Id;
        await SignalAsync(id, "-STOP");
        await Task.Delay(time);
        await SignalAsync(id, "-CONT");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    private static async Task SignalAsync(int id, string signal)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill", [signal, $"{id}"]) { RedirectStandardError = true })!;
        await kill.WaitForExitAsync();
    }
}
