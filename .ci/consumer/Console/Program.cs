using System.Text.Json;
using Consumer;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine;
using Skills.Engine.Batches;
using Skills.Engine.Evaluation;
using Skills.Engine.Testing;
using Skills.Jinja;
using Skills.Json;
using Skills.JsonSchema;
using Skills.Replies;

// Runs something of every package, as the application of a user would.
var folder = Directory.CreateTempSubdirectory("consumer-");
var skills = Path.Combine(AppContext.BaseDirectory, "skills");
await using var redis = await RedisFixture.StartAsync();

Check("Skills.Jinja", new JinjaEnvironment().Parse("Hello {{ name | title }}!").Render(new Dictionary<string, object?> { ["name"] = "alice" }) == "Hello Alice!");
Check("Skills.Json", JsonPointer.Find(JsonElement.Parse("""{ "a": [1, 2] }"""), "/a/1")?.GetInt32() == 2);
var person = JsonElement.Parse("""{ "type": "object", "required": ["name"] }""");
Check("Skills.JsonSchema", JsonSchemaValidator.Compile(person).Validate(JsonElement.Parse("{}")).Errors.Count == 1);
Check("Skills.Replies", ReplyReader.Read("Sure: {\"name\": \"Ada\",}", ReplySchema.Compile(person)).IsValid);

var services = new ServiceCollection();
services.AddSkillsEngine()
    .AddDryRun()
    .AddSkillsFromDirectory(skills)
    .AddSkillClients()
    .AddRedisCache(redis.ConnectionString)
    .AddSqliteExecutionLog(Path.Combine(folder.FullName, "executions.db"))
    .AddSkillBatches(Path.Combine(folder.FullName, "batches.db"))
    .AddLearnedDifficulty()
    .UseJsonSchemaNet();
await using (var provider = services.BuildServiceProvider())
{
    var result = await provider.GetRequiredService<Triage>().ExecuteAsync(new() { Text = "I was charged twice in May." });
    Check("Skills.Engine, .SkillFiles, .Providers, .Generators, .JsonSchemaNet, .Routing.Learning, .Testing", result.IsSuccess && result.Value.Urgency is >= 1 and <= 5);

    var again = await provider.GetRequiredService<Triage>().ExecuteAsync(new() { Text = "I was charged twice in May." });
    Check($"Skills.Engine.Redis ({redis.Source})", again.CacheHit);

    var engine = provider.GetRequiredService<SkillExecutionEngine>();
    var run = await engine.Batches.StartAsync(engine.Catalog.Get("triage"), BatchSource.From(Items()), new() { Id = "tickets" });
    Check("Skills.Engine.Batches", (await engine.Batches.WaitAsync(run.Id)).Succeeded == 3);
    Check("Skills.Engine.Batches.Parquet", await engine.Batches.WriteParquetAsync(run.Id, Path.Combine(folder.FullName, "results.parquet")) == 3);

    var history = provider.GetRequiredService<IExecutionHistory>();
    Check("Skills.Engine.ExecutionLogs", (await history.ListAsync(new())).Items.Count > 0);
}

await using (var runner = SkillTestRunner.Create(builder => builder.AddSkillsFromDirectory(skills).AddDryRun()))
{
    var report = await runner.RunAsync(new SkillTestOptions { Evaluators = [new ChatEvaluator(new WordEvaluator())] });
    Check("Skills.Engine.Evaluation, .Evaluation.Extensions", report.IsSuccess && report.Count(SkillTestOutcome.Passed) == 1);
}

folder.Delete(recursive: true);

static async IAsyncEnumerable<BatchItem> Items()
{
    foreach (var text in (string[])["one", "two", "three"])
    {
        await Task.Yield();
        yield return new(JsonSerializer.SerializeToElement(new { text }));
    }
}

static void Check(string packages, bool works)
{
    Console.WriteLine($"{packages}: {(works ? "works" : "fails")}");
    if (!works)
    {
        Environment.Exit(1);
    }
}
