using System.Globalization;

namespace Skills.Batches.Load.Faults;

/// <summary>The processes of a fault run: one reads the source and works, the others work. What ends is started again.</summary>
internal sealed class FaultProcesses : IDisposable
{
    private readonly string[] _reader;
    private readonly string[] _worker;
    private readonly ChildProcess[] _processes;

    public FaultProcesses(FaultJob job, decimal budget, int count)
    {
        string[] arguments = [job.Kind, job.Connection, job.Items.ToString(CultureInfo.InvariantCulture), job.Folder];
        _reader = ["fault-reader", .. arguments, budget.ToString(CultureInfo.InvariantCulture)];
        _worker = ["fault-worker", .. arguments];
        _processes = [.. Enumerable.Range(0, count).Select(Start)];
    }

    /// <summary>Gets the memory of the largest process in MiB.</summary>
    public double MemoryMiB => _processes.Max(static p => p.MemoryMiB);

    /// <summary>Gets the process that reads the source.</summary>
    public ChildProcess Reader => _processes[0];

    /// <summary>Returns a worker that does not read the source.</summary>
    public ChildProcess Worker(int number) => _processes[number + 1];

    /// <summary>Starts again what ended.</summary>
    public void Revive()
    {
        for (var i = 0; i < _processes.Length; i++)
        {
            if (_processes[i].HasExited)
            {
                _processes[i].Dispose();
                _processes[i] = Start(i);
            }
        }
    }

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            process.Dispose();
        }
    }

    private ChildProcess Start(int number) => ChildProcess.Start(number == 0 ? _reader : _worker);
}
