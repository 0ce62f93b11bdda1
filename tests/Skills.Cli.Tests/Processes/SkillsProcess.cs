using System.Diagnostics;

namespace Skills.Cli.Tests.Processes;

/// <summary>The real program as a process of its own.</summary>
internal sealed class SkillsProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _out;
    private readonly Task<string> _error;

    private SkillsProcess(Process process)
    {
        _process = process;
        _out = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        _error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Starts the program that was built with the tests.</summary>
    public static SkillsProcess Start(string folder, IReadOnlyDictionary<string, string> variables, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "skills.dll"), .. args])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new(process);
    }

    /// <summary>Sends what Ctrl-C sends.</summary>
    public Task InterruptAsync() => SignalAsync("-INT");

    /// <summary>Sends what a container platform sends before it ends a container.</summary>
    public Task TerminateAsync() => SignalAsync("-TERM");

    /// <summary>Waits for the end.</summary>
    public async Task<Support.CliResult> EndAsync()
    {
        await Eventually.EndsAsync(_process.WaitForExitAsync(TestContext.Current.CancellationToken));
        return new(_process.ExitCode, await _out, await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
