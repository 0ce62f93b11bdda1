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
var failures = 0;

Report.Print(await Count(engine.ExecuteAsync(greeting, new { name = "Alice" }, context)));
Report.Print(await Count(engine.ExecuteAsync("ticket-triage", new { text = "I was charged twice in May. Please refund one of the payments.", product = "web" }, context)));
Report.Print(await Count(engine.ExecuteAsync("code-review", new { language = "csharp", code = "public int Divide(int a, int b) => a / b;" }, context)));
Report.Print(await Count(engine.ExecuteAsync("release-notes", Samples.Release(), context)));

Console.WriteLine("The same greeting again:");
var again = await Count(engine.ExecuteAsync(greeting, new { name = "Alice" }, context));
Report.Print(again);

return failures == 0 && again.CacheHit ? 0 : 1;

async Task<SkillResult> Count(Task<SkillResult> execution)
{
    var result = await execution;
    failures += result.IsSuccess ? 0 : 1;
    return result;
}
