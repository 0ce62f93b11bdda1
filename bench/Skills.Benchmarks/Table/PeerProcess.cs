using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Skills.Benchmarks.Table;

/// <summary>A yardstick in another language: a script that reads a job and prints its figures. It runs once in each pass.</summary>
/// <param name="programs">Programs that can run the script; the first that gives figures is taken.</param>
/// <param name="script">The script's path below the repository.</param>
/// <param name="job">Makes the job of a pass.</param>
internal sealed class PeerProcess(string[] programs, string script, Func<int, string> job)
{
    private readonly Dictionary<int, IReadOnlyDictionary<string, double>> _passes = [];

    /// <summary>Returns a figure in nanoseconds; null when the script or one of its packages is not installed.</summary>
    public double? Figure(int pass, string name)
    {
        if (!_passes.TryGetValue(pass, out var figures))
        {
            _passes[pass] = figures = Run(job(pass));
        }

        return figures.TryGetValue(name, out var nanoseconds) ? nanoseconds : null;
    }

    private Dictionary<string, double> Run(string input)
    {
        if (BenchData.Find(script) is not { } path)
        {
            return [];
        }

        foreach (var program in programs)
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(program, [path]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
                process.StandardInput.Write(input);
                process.StandardInput.Close();
                var errors = process.StandardError.ReadToEndAsync();
                var output = process.StandardOutput.ReadToEnd();
                process.WaitForExit();
                if (process.ExitCode == 0)
                {
                    return JsonSerializer.Deserialize<Dictionary<string, double>>(output)!;
                }

                Console.Error.WriteLine($"{program} {script}: {errors.Result.Split('\n').FirstOrDefault(static l => l.Contains("Error", StringComparison.Ordinal))}");
            }
            catch (Win32Exception)
            {
                Console.Error.WriteLine($"{program} is not installed.");
            }
        }

        return [];
    }
}
