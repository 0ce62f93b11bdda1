using System.Text.Json;
using Skills.Engine;
using Skills.Engine.Quickstart;

// The greeting of the brief, in C#.
var greeting = new Skill
{
    Id = "test-skill-1",
    Name = "Test Skill",
    Slug = "test-skill",
    Version = "1.0.0",
    Description = "A test skill",
    PromptTemplate = "Generate a greeting for {{ name }}",
    InputSchema = JsonElement.Parse("""{ "type": "object", "properties": { "name": { "type": "string" } }, "required": ["name"] }"""),
    OutputSchema = JsonElement.Parse("""{ "type": "object", "properties": { "greeting": { "type": "string" } }, "required": ["greeting"] }"""),
    Category = "CODE_GENERATION",
    Examples = [new(JsonElement.Parse("""{ "name": "Alice" }"""), JsonElement.Parse("""{ "greeting": "Hello, Alice!" }"""))],
};

await using var engine = SkillsEngine.Create(builder =>
{
    builder.AddSkillsFromDirectory(Path.Combine(AppContext.BaseDirectory, "skills"));
    Models.AddFromEnvironment(builder);
    if (Environment.GetEnvironmentVariable("SKILLS_REDIS") is { Length: > 0 } redis)
    {
        builder.AddRedisCache(redis);
    }
});

var context = new SkillExecutionContext { UserId = "user-123" };
var report = new Report();

report.Add(await engine.ExecuteAsync(greeting, new { name = "Alice" }, context));
report.Add(await engine.ExecuteAsync("ticket-triage", new { text = "I was charged twice in May. Please refund one of the payments.", product = "web" }, context));
report.Add(await engine.ExecuteAsync("code-review", new { language = "csharp", code = "public int Divide(int a, int b) => a / b;" }, context));
report.Add(await engine.ExecuteAsync("release-notes", Samples.Release(), context));

// The same greeting again comes from the cache.
var again = await engine.ExecuteAsync(greeting, new { name = "Alice" }, context);
report.Add(again);
report.PrintTable();

return report.AllSucceeded && again.CacheHit ? 0 : 1;
