using Skills.Benchmarks;
using Skills.Benchmarks.Simulation;
using Skills.Benchmarks.Simulation.Scenarios;
using Skills.Benchmarks.Table;

switch (args)
{
    case ["table", .. var rest]:
        return await TableBench.RunAsync(rest.FirstOrDefault());
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
};

var wanted = args.Length == 0 ? areas : [.. areas.Where(area => args.Contains(area.Name))];
if (wanted.Length == 0)
{
    Console.Error.WriteLine($"There is no such area; the areas are table [file.json], compare before.json after.json, simulate [docs], {string.Join(", ", areas.Select(area => area.Name))}.");
    return 1;
}

foreach (var (name, run) in wanted)
{
    Console.WriteLine($"# {name}");
    run();
}

return 0;
