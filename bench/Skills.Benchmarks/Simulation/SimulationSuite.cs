using System.Text;
using Skills.Benchmarks.Simulation.Scenarios;

namespace Skills.Benchmarks.Simulation;

/// <summary>Runs the scenarios, prints their figures, and writes the page and its plots when a folder is named.</summary>
internal static class SimulationSuite
{
    private const int Seed = 1;
    private const string Begin = "<!-- figures -->";
    private const string End = "<!-- /figures -->";

    /// <returns>0 when each figure is kept, else 1.</returns>
    /// <param name="docs">The folder of the docs; null writes nothing.</param>
    public static async Task<int> RunAsync(string? docs)
    {
        Outcome[] outcomes =
        [
            Speed.SlowingProvider(Seed), Speed.DeadProvider(Seed), Speed.ImpatientTenant(Seed), Speed.PoisonedPrompt(Seed),
            Quality.Mix(Seed, isCascade: false), Quality.Mix(Seed, isCascade: true), Quality.CheaperEqual(Seed), Quality.CheaperWorse(Seed),
            Quality.Decay(Seed), Quality.Talkative(Seed), Quality.PriceCut(Seed),
            await SmallBudget.InMemoryAsync().ConfigureAwait(false), await SmallBudget.OnRedisAsync().ConfigureAwait(false),
        ];
        var table = TableOf(outcomes);
        Console.WriteLine(table);
        if (docs is not null)
        {
            await WriteAsync(docs, outcomes, table).ConfigureAwait(false);
        }

        return outcomes.SelectMany(static o => o.Figures).All(static f => f.IsKept) ? 0 : 1;
    }

    private static string TableOf(IEnumerable<Outcome> outcomes)
    {
        var text = new StringBuilder("| scenario | figure | measured | required | |\n|---|---|---|---|---|\n");
        foreach (var outcome in outcomes)
        {
            foreach (var figure in outcome.Figures)
            {
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"| {outcome.Title} | {figure.Name} | {figure.Value} | {figure.Limit} | {(figure.IsKept ? "kept" : "**missed**")} |\n");
            }
        }

        return text.ToString();
    }

    private static async Task WriteAsync(string docs, Outcome[] outcomes, string table)
    {
        var body = new StringBuilder(Begin).Append('\n').Append(table).Append('\n');
        foreach (var outcome in outcomes)
        {
            body.Append(System.Globalization.CultureInfo.InvariantCulture, $"### {outcome.Title}\n\n{outcome.Story}\n\n");
            if (outcome.Series.Count > 0)
            {
                body.Append(System.Globalization.CultureInfo.InvariantCulture, $"![{outcome.Title}](images/routing-{outcome.Key}.svg)\n\n");
                await File.WriteAllTextAsync(Path.Combine(docs, "images", $"routing-{outcome.Key}.svg"), outcome.ToSvg()).ConfigureAwait(false);
            }
        }

        var page = Path.Combine(docs, "routing-simulations.md");
        var text = await File.ReadAllTextAsync(page).ConfigureAwait(false);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        await File.WriteAllTextAsync(page, text[..from] + body + text[to..]).ConfigureAwait(false);
    }
}
