using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Skills.Engine.Diagnostics;

namespace Skills.Engine.Tests.Diagnostics;

/// <summary>The page on observability names everything there is to see, and nothing twice.</summary>
public sealed class ObservabilityDocsTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Root(), "docs", "observability.md"));

    public static TheoryData<string> Names =>
    [
        .. typeof(SkillDiagnostics).GetNestedTypes(BindingFlags.NonPublic).Append(typeof(SkillDiagnostics)).SelectMany(ConstantsOf).Distinct(),
        .. Enum.GetValues<SkillStep>().Select(WireNames<SkillStep>.Of),
        .. Enum.GetValues<CacheOutcome>().Select(WireNames<CacheOutcome>.Of),
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryNameIsDescribed(string name) =>
        Assert.True(Page.Contains($"`{name}`", StringComparison.Ordinal) || Page.Contains($"`{name} {{", StringComparison.Ordinal) || Page.Contains($"{name}=", StringComparison.Ordinal) || Page.Contains($"={name}", StringComparison.Ordinal) || Page.Contains($"\"{name}\"", StringComparison.Ordinal), $"'{name}' is not in docs/observability.md.");

    [Fact]
    public void EveryInstrumentOfTheMeterIsNamedInOneFile()
    {
        var seen = new ConcurrentBag<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == SkillDiagnostics.MeterName)
                {
                    seen.Add(instrument.Name);
                }
            },
        };
        listener.Start();
        using var telemetry = new SkillTelemetry();

        Assert.NotEmpty(seen);
        Assert.All(seen, static name => Assert.Contains(name, ConstantsOf(typeof(SkillDiagnostics.Metrics)).Concat(ConstantsOf(typeof(SkillDiagnostics.GenAi))).Concat(ConstantsOf(typeof(SkillDiagnostics.LatestGenAi)))));
    }

    [Fact]
    public void EveryMessageHasAnIdOfItsOwnWhichIsDescribed()
    {
        var ids = Directory.GetFiles(AppContext.BaseDirectory, "Skills.*.dll").Where(static f => !Path.GetFileName(f).Contains("Tests", StringComparison.Ordinal)).Select(Assembly.LoadFrom)
            .SelectMany(static a => a.GetTypes()).SelectMany(static t => t.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(static m => m.GetCustomAttribute<LoggerMessageAttribute>()?.EventId).OfType<int>().ToList();
        var described = Page[Page.IndexOf("## Log messages", StringComparison.Ordinal)..Page.IndexOf("## Execution log", StringComparison.Ordinal)]
            .Split('\n').Where(static l => l.StartsWith("| ", StringComparison.Ordinal)).SelectMany(static l => l.Split('|')[1].Split(',', StringSplitOptions.TrimEntries)).ToHashSet(StringComparer.Ordinal);

        Assert.True(ids.Count > 25);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Contains($"{id}", described));
    }

    private static IEnumerable<string> ConstantsOf(Type type) =>
        type.GetFields(BindingFlags.Static | BindingFlags.Public).Where(static f => f.IsLiteral).Select(static f => (string)f.GetRawConstantValue()!);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "docs", "observability.md")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
