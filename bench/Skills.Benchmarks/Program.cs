using System.Globalization;
using Skills.Benchmarks;
using Skills.Benchmarks.Endurance;
using Skills.Benchmarks.Growth;
using Skills.Benchmarks.Simulation;
using Skills.Benchmarks.Simulation.Scenarios;
using Skills.Benchmarks.Table;

switch (args)
{
    // Writes the table as JSON to a file; with --docs the table and the plots into performance.md of a docs folder.
    case ["table", "--docs", .. var folder]:
        return await TableBench.WriteDocsAsync(folder.FirstOrDefault() ?? "docs");
    case ["table", .. var rest]:
        return await TableBench.RunAsync(rest.FirstOrDefault());
    case ["soak", .. var minutes]:
        return await SoakBench.RunAsync(minutes is [var given] ? double.Parse(given, CultureInfo.InvariantCulture) : 30);
    case ["compare", var before, var after]:
        return TableBench.Compare(before, after);
    case [SmallBudget.WorkerArgument, var redis]:
        await SmallBudget.WorkAsync(redis);
        return 0;

    // Writes the figures into routing-simulations.md of a docs folder and the plots beside it.
    case ["simulate", .. var folder]:
        return await SimulationSuite.RunAsync(folder.FirstOrDefault());
}

var areas = new (string Name, Action Run)[]
{
    ("jinja", JinjaBench.Run),
    ("caching", CachingBench.Run),
    ("redis", RedisMissBench.Run),
    ("schema", JsonSchemaBench.Run),
    ("limits", LimitsBench.Run),
    ("outputs", OutputsBench.Run),
    ("providers", ProvidersBench.Run),
    ("routing", RoutingBench.Run),
    ("definitions", DefinitionsBench.Run),
    ("telemetry", TelemetryBench.Run),
    ("execution-log", TelemetryBench.RunMillion),
    ("history", HistoryBench.Run),
    ("growth", GrowthBench.Run),
    ("crowd", CrowdBench.Run),
    ("cold", ColdContests.Run),
};

var wanted = args.Length == 0 ? areas : [.. areas.Where(area => args.Contains(area.Name))];
if (wanted.Length == 0)
{
    Console.Error.WriteLine($"There is no such area; the areas are table [file.json | --docs [folder]], compare before.json after.json, simulate [docs], soak [minutes], {string.Join(", ", areas.Select(area => area.Name))}.");
    return 1;
}

foreach (var (name, run) in wanted)
{
    Console.WriteLine($"# {name}");
    run();
}

return 0;
