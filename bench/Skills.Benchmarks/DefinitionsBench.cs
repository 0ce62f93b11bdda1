using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine;
using YamlDotNet.RepresentationModel;

namespace Skills.Benchmarks;

/// <summary>Loading and reloading 1,000 skills: time, bytes, and what is compiled only when it is used.</summary>
internal static class DefinitionsBench
{
    private const int Skills = 1000;

    public static void Run()
    {
        var folder = Directory.CreateTempSubdirectory("skills-bench").FullName;
        try
        {
            WriteSkills(folder);
            Measure(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(string folder)
    {
        // The YAML parser alone over the same files is what the rest is compared with.
        var files = Directory.GetFiles(folder).Order(StringComparer.Ordinal).ToArray();
        Action parse = () =>
        {
            foreach (var file in files)
            {
                using var reader = new StreamReader(file);
                new YamlStream().Load(reader);
            }
        };
        parse();

        var rows = new List<Row> { Time($"YamlDotNet alone over {Skills} files", parse, Skills) };
        using var warm = Services(folder, check: true);
        _ = warm.GetRequiredService<SkillCatalog>();

        rows.Add(Time("read, keys only", () => Load(folder, check: false).Dispose(), Skills));
        rows.Add(Time("read and check everything", () => Load(folder, check: true).Dispose(), Skills));

        var catalog = warm.GetRequiredService<SkillCatalog>();
        rows.Add(Time("reload, nothing changed", () => catalog.Reload(), Skills));
        var version = 1;
        rows.Add(Time("reload, one file changed", () =>
        {
            File.WriteAllText(PathOf(folder, 0), Text(0, version++));
            catalog.Reload();
        }, Skills));
        rows.Add(Time("find by name and range", () =>
        {
            for (var i = 0; i < Skills; i++)
            {
                _ = catalog.Find($"triage-{i}@^1");
            }
        }, Skills));

        var engine = warm.GetRequiredService<SkillExecutionEngine>();
        var inputs = new { text = "My card was charged twice." };
        var all = Enumerable.Range(0, Skills).Select(i => catalog.Get($"triage-{i}")).ToList();
        rows.Add(Time("first rendering of each, compiles", () => all.ForEach(s => engine.Render(s, inputs)), Skills, rounds: 1));
        rows.Add(Time("second rendering of each", () => all.ForEach(s => engine.Render(s, inputs)), Skills));
        Print(rows);

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var loaded = Load(folder, check: true);
        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        Console.WriteLine($"on {Environment.ProcessorCount} processors, which files are read on at the same time; the YAML parser runs on one");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"kept after loading {Skills} skills, nothing compiled: {kept / 1024.0 / Skills:F1} KiB a skill"));
        var second = loaded.GetRequiredService<SkillExecutionEngine>();
        var its = loaded.GetRequiredService<SkillCatalog>();
        for (var i = 0; i < Skills; i++)
        {
            second.Render(its.Get($"triage-{i}"), inputs);
        }

        var compiled = GC.GetTotalMemory(forceFullCollection: true) - before;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"kept after each was rendered once:                 {compiled / 1024.0 / Skills:F1} KiB a skill"));
        loaded.Dispose();
    }

    private static ServiceProvider Load(string folder, bool check)
    {
        var services = Services(folder, check);
        _ = services.GetRequiredService<SkillCatalog>();
        return services;
    }

    private static ServiceProvider Services(string folder, bool check)
    {
        var services = new ServiceCollection();
        services.AddSkillsEngine(o => o.Definitions.CheckContent = check).AddSkillsFromDirectory(folder);
        return services.BuildServiceProvider();
    }

    private static void WriteSkills(string folder)
    {
        for (var i = 0; i < Skills; i++)
        {
            File.WriteAllText(PathOf(folder, i), Text(i, 0));
        }
    }

    private static string PathOf(string folder, int number) => Path.Combine(folder, $"triage-{number:D4}.skill.yaml");

    private static string Text(int number, int patch) => $$$"""
        skill: 1
        name: triage-{{{number}}}
        version: 1.2.{{{patch}}}
        description: Reads a support ticket and gives its category, urgency and a one-line summary.
        category: ANALYSIS
        input:
          schema:
            text: string, The ticket as the customer wrote it
            product?(enum, Product if known): [web, mobile, api]
        output:
          schema:
            type: object
            required: [category, urgency, summary]
            additionalProperties: false
            properties:
              category: { enum: [billing, bug, how-to, other] }
              urgency: { type: integer, minimum: 1, maximum: 5 }
              summary: { type: string, maxLength: 140 }
        messages:
          - role: system
            content: |
              You triage support tickets for {{ product | default("all products", true) }}.
              {% include "scale" %}
          - role: user
            content: |
              Ticket {{{number}}}:
              {{ text | trim }}
        partials:
          scale: "Urgency: 5 = data loss or outage, 3 = blocked work, 1 = a question."
        examples:
          - input: { text: I was charged twice in May. }
            output: { category: billing, urgency: 3, summary: Charged twice in May }
        rules:
          - { type: required_fields, fields: [category, summary] }
          - { type: range_check, field: urgency, min: 1, max: 5 }
        cache: { ttl: 1h }
        limits: { timeout: 20s, attempts: 3 }
        """;

    private static Row Time(string name, Action action, int operations, int rounds = 5)
    {
        var best = TimeSpan.MaxValue;
        var bytes = 0L;
        for (var i = 0; i < rounds; i++)
        {
            GC.Collect();
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var watch = Stopwatch.StartNew();
            action();
            watch.Stop();
            bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
            best = watch.Elapsed < best ? watch.Elapsed : best;
        }

        return new(name, best.TotalMicroseconds / operations, bytes / operations, best.TotalMilliseconds);
    }

    private static void Print(List<Row> rows)
    {
        Console.WriteLine($"{"operation",-42}{"µs/skill",12}{"bytes/skill",14}{"all, ms",12}{"ratio",10}");
        foreach (var row in rows)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Name,-42}{row.Microseconds,12:F2}{row.Bytes,14:N0}{row.Milliseconds,12:F1}{row.Microseconds / rows[0].Microseconds,10:F2}"));
        }
    }

    private sealed record Row(string Name, double Microseconds, long Bytes, double Milliseconds);
}
