using System.Text.Json;
using Skills.Engine;
using Skills.Engine.Batches;
using Skills.Engine.BatchJob;

// Classifies 10,000 reviews without a key. Stop it with Ctrl+C or kill it, and run the same command again: it goes on where it was.
var folder = args is [var given] ? given : "batch-job";
var reviews = Reviews.Write(Path.Combine(folder, "reviews.csv"), count: 10_000);

var skill = new Skill
{
    Id = "review-sentiment",
    Name = "Review sentiment",
    PromptTemplate = "Is this review of a shop positive, neutral or negative? {{ text }}",
    InputSchema = JsonElement.Parse("""{ "type": "object", "properties": { "text": { "type": "string" } }, "required": ["text"] }"""),
    OutputSchema = JsonElement.Parse("""{ "type": "object", "properties": { "sentiment": { "enum": ["positive", "neutral", "negative"] } }, "required": ["sentiment"] }"""),
};

await using var engine = SkillsEngine.Create(builder => builder.AddDryRun().AddSkillBatches(Path.Combine(folder, "batches.db")));
using var leaving = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    leaving.Cancel();
};

var source = BatchSource.Csv(reviews, idColumn: "id");
var isKnown = (await engine.Batches.ListAsync()).Any(static r => r.Id == "reviews");
var run = isKnown
    ? await engine.Batches.ResumeAsync("reviews", skill, source)
    : await engine.Batches.StartAsync(skill, source, new() { Id = "reviews", Parallelism = 16 });

try
{
    await foreach (var progress in engine.Batches.WatchAsync(run.Id, TimeSpan.FromMilliseconds(250), leaving.Token))
    {
        ProgressBar.Show(progress, total: 10_000);
    }
}
catch (OperationCanceledException)
{
    await engine.Batches.PauseAsync(run.Id);
    var paused = await engine.Batches.WaitAsync(run.Id);
    Console.WriteLine($"\nStopped after {paused.Finished} reviews. Run the same command again to go on.");
    return 130;
}

var count = await engine.Batches.WriteResultsAsync(run.Id, Path.Combine(folder, "results.csv"));
Console.WriteLine($"\n{count} results are in {Path.Combine(folder, "results.csv")}.");
return 0;
