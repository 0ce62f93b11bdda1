using System.Diagnostics;
using System.Globalization;
using Skills.Engine.Testing;

namespace Skills.Benchmarks.Table;

/// <summary>A new process each time, from its start to its first result, on the same server.</summary>
internal sealed class ColdContests : IAsyncDisposable
{
    private const string Name = "Comparisons";

    private readonly LoopbackProviderServer _server;

    private ColdContests(LoopbackProviderServer server) => _server = server.Reply("Hello Alice");

    public static async Task<ColdContests> StartAsync() => new(await LoopbackProviderServer.StartAsync());

    public IEnumerable<Contest> All()
    {
        foreach (var (kind, program) in Programs())
        {
            foreach (var yardstick in (string[])["Microsoft.Extensions.AI", "Semantic Kernel"])
            {
                yield return new($"first result of a new process{kind}", yardstick, () => new(Start(program, "Skills.Engine"), -1), _ => Start(program, yardstick));
                yield return new($"first result of a skill file{kind}", yardstick, () => new(Start(program, "file"), -1), _ => Start(program, yardstick));
            }
        }
    }

    /// <summary>Prints the median of several starts for each library, and the memory it took.</summary>
    public static void Run() => RunAsync().GetAwaiter().GetResult();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task RunAsync()
    {
        const int Starts = 5;
        await using var contests = await StartAsync();
        foreach (var (kind, program) in Programs())
        {
            string[] libraries = ["Skills.Engine", "file", "Microsoft.Extensions.AI", "Semantic Kernel"];
            var runs = libraries.ToDictionary(static l => l, static _ => new List<(double Ns, double Megabytes)>());
            for (var i = 0; i < Starts; i++)
            {
                foreach (var library in libraries)
                {
                    runs[library].Add(contests.Measured(program, library));
                }
            }

            foreach (var (library, all) in runs)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{library + kind,-44}{Cost.Duration(Median(all.Select(static r => r.Ns))),12}{Median(all.Select(static r => r.Megabytes)),8:F0} MB"));
            }
        }
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;

    private double Start(string program, string library) => Measured(program, library).Ns;

    // The clock stops when the result is printed. The program prints the most memory it took after it.
    private (double Ns, double Megabytes) Measured(string program, string library)
    {
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, "start", library, _server.OpenAIUrl]) { RedirectStandardOutput = true })!;
        var result = process.StandardOutput.ReadLine();
        var elapsed = Stopwatch.GetElapsedTime(began);
        var memory = process.StandardOutput.ReadLine();
        process.WaitForExit();
        _server.Forget();
        return result == "Hello Alice"
            ? (elapsed.TotalNanoseconds, double.Parse(memory!, CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"{library} printed '{result}'.");
    }

    // As it is built, and where it was published with ReadyToRun that too.
    private static IEnumerable<(string Kind, string Program)> Programs()
    {
        var built = BenchData.Find(Path.Combine("bench", Name, "bin", "Release", "net10.0"));
        if (built is not null && File.Exists(Path.Combine(built, $"{Name}.dll")))
        {
            yield return ("", Path.Combine(built, $"{Name}.dll"));
            var published = Directory.EnumerateFiles(built, $"{Name}.dll", SearchOption.AllDirectories).FirstOrDefault(static f => f.Contains("publish", StringComparison.Ordinal));
            if (published is not null)
            {
                yield return (", ReadyToRun", published);
            }
        }
    }
}
