using Skills.Benchmarks;
using Skills.Benchmarks.Table;

switch (args)
{
    case ["table", .. var rest]:
        return await TableBench.RunAsync(rest.FirstOrDefault());
    case ["compare", var before, var after]:
        return TableBench.Compare(before, after);
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
    Console.Error.WriteLine($"There is no such area; the areas are table [file.json], compare before.json after.json, {string.Join(", ", areas.Select(area => area.Name))}.");
    return 1;
}

foreach (var (name, run) in wanted)
{
    Console.WriteLine($"# {name}");
    run();
}

return 0;
