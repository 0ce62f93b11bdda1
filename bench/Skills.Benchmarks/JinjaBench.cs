using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Skills.Jinja;

namespace Skills.Benchmarks;

/// <summary>Parsing and rendering a realistic prompt and a small one, beside the same text written by hand and, where it is installed, the real Jinja2.</summary>
internal static class JinjaBench
{
    public static void Run()
    {
        var folder = BenchData.PathOf("jinja");
        Console.WriteLine($"{"",-34}{"least",12}{"allocated",13}{"Jinja2",12}{"faster by",11}");
        var context = JsonElement.Parse(File.ReadAllText(Path.Combine(folder, "context.json")));
        var peer = Peer(folder);
        var render = Prompt(folder, context, peer);
        var hand = Measure.Of(() => JinjaByHand.Prompt(context));
        Console.WriteLine($"{"prompt by hand, StringBuilder",-34}{hand}");
        Console.WriteLine($"{"prompt render / by hand",-34}{render.Nanoseconds / hand.Nanoseconds,11:F2}x");
        Small(folder, peer);
        Grow(folder, context);
    }

    private static Cost Prompt(string folder, JsonElement context, Dictionary<string, double> peer)
    {
        var source = File.ReadAllText(Path.Combine(folder, "prompt.jinja"));
        var environment = new JinjaEnvironment();
        var template = environment.Parse(source);
        var expected = File.ReadAllText(Path.Combine(folder, "expected.txt"));
        if (template.Render(context) != expected || JinjaByHand.Prompt(context) != expected)
        {
            throw new InvalidOperationException("The prompt does not come out as expected.");
        }

        var map = context.EnumerateObject().ToDictionary(static p => p.Name, static p => (object?)p.Value);
        Show("prompt parse", Measure.Of(() => environment.Parse(source)), peer.GetValueOrDefault("prompt parse"));
        var render = Measure.Of(() => template.Render(context));
        Show("prompt render, JSON", render, peer.GetValueOrDefault("prompt render"));
        Show("prompt render, dictionary", Measure.Of(() => template.Render(map)), peer.GetValueOrDefault("prompt render"));
        Show("prompt parse and render", Measure.Of(() => environment.Parse(source).Render(context)), peer.GetValueOrDefault("prompt both"));
        return render;
    }

    private static void Small(string folder, Dictionary<string, double> peer)
    {
        var source = File.ReadAllText(Path.Combine(folder, "small.jinja"));
        var context = JsonElement.Parse(File.ReadAllText(Path.Combine(folder, "small.json")));
        var map = new Dictionary<string, object?> { ["name"] = "Ada" };
        var environment = new JinjaEnvironment();
        var template = environment.Parse(source);
        Show("small parse", Measure.Of(() => environment.Parse(source)), peer.GetValueOrDefault("small parse"));
        Show("small render, JSON", Measure.Of(() => template.Render(context)), peer.GetValueOrDefault("small render"));
        Show("small render, dictionary", Measure.Of(() => template.Render(map)), peer.GetValueOrDefault("small render"));
        Show("small parse and render", Measure.Of(() => environment.Parse(source).Render(context)), peer.GetValueOrDefault("small both"));
    }

    /// <summary>The prompt with its documents repeated, and with its text repeated: the time for each should stay the same.</summary>
    private static void Grow(string folder, JsonElement context)
    {
        var source = File.ReadAllText(Path.Combine(folder, "prompt.jinja"));
        var environment = new JinjaEnvironment(new() { Limits = new() { MaxSteps = long.MaxValue / 4, MaxOutputLength = int.MaxValue / 4, MaxCreatedBytes = long.MaxValue / 4, MaxListLength = 1_000_000 } });
        var template = environment.Parse(source);
        var documents = context.GetProperty("docs").EnumerateArray().Select(static d => d.GetRawText()).ToList();
        foreach (var factor in new[] { 1, 10, 100, 1000 })
        {
            var list = string.Join(',', Enumerable.Repeat(documents, factor).SelectMany(static d => d));
            var larger = JsonElement.Parse(context.GetRawText().Replace(context.GetProperty("docs").GetRawText(), $"[{list}]", StringComparison.Ordinal));
            var cost = Measure.Of(() => template.Render(larger), 20);
            Console.WriteLine($"{$"{documents.Count * factor} documents",-34}{cost}{Cost.Duration(cost.Nanoseconds / (documents.Count * factor)),14} a document");
        }

        foreach (var factor in new[] { 1, 10, 100 })
        {
            var longer = string.Concat(Enumerable.Repeat(source, factor));
            var parse = Measure.Of(() => environment.Parse(longer), 20);
            Console.WriteLine($"{$"{longer.Length} characters of template",-34}{parse}{Cost.Duration(parse.Nanoseconds / factor),14} a copy");
        }
    }

    private static void Show(string name, Cost cost, double peer)
    {
        var beside = peer > 0 ? $"{Cost.Duration(peer),12}{peer / cost.Nanoseconds,10:F1}x" : $"{"-",12}";
        Console.WriteLine($"{name,-34}{cost}{beside}");
    }

    /// <summary>Times of the real Jinja2 in nanoseconds, measured now; empty where it is not installed.</summary>
    private static Dictionary<string, double> Peer(string folder)
    {
        const string Script = """
            import json, sys, time, jinja2
            def least(f, seconds=1.0):
                best, end = 1e9, time.perf_counter() + seconds
                while time.perf_counter() < end:
                    n = 20; s = time.perf_counter()
                    for _ in range(n): f()
                    best = min(best, (time.perf_counter() - s) / n)
                return best * 1e9
            folder = sys.argv[1]
            for name, data in (("prompt", "context.json"), ("small", "small.json")):
                source = open(f"{folder}/{name}.jinja").read(); context = json.load(open(f"{folder}/{data}"))
                env = jinja2.Environment(); template = env.from_string(source)
                print(f"{name} parse={least(lambda: env.from_string(source))}")
                print(f"{name} render={least(lambda: template.render(context))}")
                print(f"{name} both={least(lambda: jinja2.Template(source).render(context))}")
            """;
        var times = new Dictionary<string, double>();
        foreach (var python in (string[])["/usr/bin/python3", "python3"])
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(python, ["-c", Script, folder]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
                foreach (var line in process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries))
                {
                    var pair = line.Split('=');
                    times[pair[0]] = double.Parse(pair[1], CultureInfo.InvariantCulture);
                }
            }
            catch (System.ComponentModel.Win32Exception)
            {
                continue;
            }

            if (times.Count > 0)
            {
                return times;
            }
        }

        Console.WriteLine("The real Jinja2 is not installed: its column stays empty.");
        return times;
    }
}
