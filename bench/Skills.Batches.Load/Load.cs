using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Skills.Engine;
using Skills.Engine.Batches;
using Skills.Engine.Testing;

namespace Skills.Batches.Load;

/// <summary>A run over many items with an instant model.</summary>
internal static class Load
{
    private static readonly Skill Skill = new()
    {
        Id = "echo",
        Name = "Echo",
        PromptTemplate = "Number {{ n }}",
        InputSchema = JsonElement.Parse("""{ "type": "object", "properties": { "n": { "type": "integer" } }, "required": ["n"] }"""),
        OutputSchema = JsonElement.Parse("""{ "type": "object", "properties": { "echo": { "type": "string" } }, "required": ["echo"] }"""),
        Cache = new() { Enabled = false },
    };

    public static async Task<int> RunAsync(string kind, int items, int processes, int parallelism, string? connection)
    {
        await using var server = kind == "redis" && connection is null ? await RedisServerFixture.StartAsync("--appendonly", "yes", "--appendfsync", "everysec") : null;
        var folder = Directory.CreateTempSubdirectory("skills-load-");
        var store = connection ?? server?.ConnectionString ?? Path.Combine(folder.FullName, "batches.db");
        if (kind == "redis")
        {
            Console.WriteLine($"bare stream loop: {await BareLoop.RunAsync(store, items):F0} items/s");
        }

        await using var engine = SkillsEngine.Create(builder => Add(builder, kind, store));
        var workers = Enumerable.Range(1, processes - 1).Select(_ => Process.Start(Environment.ProcessPath!, ["worker", kind, store])).ToList();
        try
        {
            var began = Stopwatch.GetTimestamp();
            var source = BatchSource.From(Enumerable.Range(1, items).Select(static n => new BatchItem(JsonElement.Parse($$"""{"n":{{n}}}"""))));
            var run = await engine.Batches.StartAsync(Skill, source, new() { Parallelism = parallelism });
            var progress = await FinishAsync(engine, run.Id);
            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            var distinct = new HashSet<long>();
            await foreach (var result in engine.Batches.ResultsAsync(run.Id))
            {
                distinct.Add(result.Row);
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind}: {items / seconds:F0} items/s, {items} items, {processes} process(es), {progress.Succeeded} succeeded, {items - distinct.Count} lost, {progress.Succeeded - distinct.Count} double, {progress.Repeats} repeats, {Environment.WorkingSet / 1048576} MiB"));
            return distinct.Count == items && progress.Succeeded == items ? 0 : 1;
        }
        finally
        {
            workers.ForEach(static w => w.Kill());
            folder.Delete(recursive: true);
        }
    }

    public static async Task WorkAsync(string kind, string store)
    {
        var host = Host.CreateEmptyApplicationBuilder(null);
        Add(host.Services.AddSkillsEngine(), kind, store).AddSkill(Skill).AddSkillBatchWorker();
        await host.Build().RunAsync();
    }

    private static async Task<BatchProgress> FinishAsync(SkillExecutionEngine engine, string run)
    {
        await engine.Batches.WaitAsync(run);
        BatchProgress? last = null;
        await foreach (var progress in engine.Batches.WatchAsync(run, TimeSpan.FromMilliseconds(50)))
        {
            last = progress;
        }

        return last!;
    }

    private static SkillsEngineBuilder Add(SkillsEngineBuilder builder, string kind, string store)
    {
        var model = new FakeModelClient().Reply("""{"echo":"yes"}""");
        builder.AddModelClient(model, model.Model());
        return kind switch
        {
            "redis" => builder.AddRedisBatches(store),
            "postgres" => builder.AddPostgresBatches(store),
            _ => builder.AddSkillBatches(store),
        };
    }
}
