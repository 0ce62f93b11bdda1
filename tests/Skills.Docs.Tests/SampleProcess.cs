using System.Diagnostics;
using System.Text;

namespace Skills.Docs.Tests;

/// <summary>A sample that was built with the tests, in a process of its own, in an empty folder and without keys.</summary>
internal sealed class SampleProcess : IAsyncDisposable
{
    private static readonly string[] Keys =
        ["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GOOGLE_API_KEY", "GEMINI_API_KEY", "WATSONX_API_KEY", "SKILLS_LOCAL_ENDPOINT", "SKILLS_REDIS", "REDIS"];

    private readonly CancellationTokenSource _deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sample");
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private SampleProcess(string sample, string? model, string[] args)
    {
        _deadline.CancelAfter(TimeSpan.FromMinutes(3));
        // The tests and the samples are built in the same configuration.
        var built = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(Repository.Root, "samples", sample, "bin", built.Parent!.Name, built.Name, sample + ".dll");
        Assert.True(File.Exists(program), $"{program} was not built.");
        var start = new ProcessStartInfo("dotnet", [program, .. args]) { WorkingDirectory = _folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var key in Keys)
        {
            start.Environment.Remove(key);
        }

        if (model is not null)
        {
            start.Environment["SKILLS_LOCAL_ENDPOINT"] = model;
        }

        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginErrorReadLine();
    }

    /// <summary>Gets the token that ends everything which waits for the sample.</summary>
    public CancellationToken Deadline => _deadline.Token;

    public static SampleProcess Start(string sample, params string[] args) => new(sample, null, args);

    /// <summary>Starts a sample with the address of a local model.</summary>
    public static SampleProcess StartWithModel(string sample, string model, params string[] args) => new(sample, model, args);

    /// <summary>Returns the first line with a text.</summary>
    public async Task<string> LineAsync(string text)
    {
        while (await _process.StandardOutput.ReadLineAsync(Deadline) is { } line)
        {
            Keep(line);
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"The sample ended without '{text}':\n{_output}");
    }

    /// <summary>Waits for the end, and returns the exit code and all that was printed.</summary>
    public async Task<(int ExitCode, string Output)> EndAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync(Deadline) is { } line)
        {
            Keep(line);
        }

        await _process.WaitForExitAsync(Deadline);
        return (_process.ExitCode, _output.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
        _deadline.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }
}
