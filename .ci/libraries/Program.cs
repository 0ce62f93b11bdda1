using System.ClientModel;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using OpenAI;
using Skills.Engine;
using Skills.Engine.Batches;
using Skills.Engine.Evaluation;
using Skills.Jinja;

// Uses every library once. What is printed must be the same in a normal run, trimmed and compiled ahead of time.
var folder = Directory.CreateTempSubdirectory("skills-libraries").FullName;
File.WriteAllText(Path.Combine(folder, "greet.skill.yaml"), """
    skill: 1
    name: greet
    title: Greet
    version: 1.0.0
    description: Greets a person.
    input:
      schema:
        type: object
        properties: { first_name: { type: string }, language: { enum: [en, de], default: en } }
        required: [first_name]
    output:
      schema:
        type: object
        properties: { greeting: { type: string } }
        required: [greeting]
    messages:
      - { role: user, content: "Greet {{ first_name | title }} in {{ language }}." }
    rules:
      - { type: required_fields, fields: [greeting] }
      - { type: expression, expression: "outputs.greeting | length < 100", message: The greeting is too long }
    cache: { ttl: 1d }
    tests: greet.tests.yaml
    """);
File.WriteAllText(Path.Combine(folder, "greet.tests.yaml"), """
    - name: greets
      input: { first_name: ada }
      expect: [{ status: success }]
    """);

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
{
    ["SkillsEngine:DefaultTimeout"] = "00:00:42",
    ["SkillsEngine:Cache:KeyPrefix"] = "libraries",
    ["SkillsEngine:Models:0:Id"] = "mine",
    ["SkillsEngine:Models:0:Provider"] = "local",
    ["SkillsEngine:Models:0:Capabilities"] = "Vision, Tools",
    ["SkillsEngine:Models:0:Aliases:0"] = "my-model",
    ["SkillsEngine:Models:0:Prices:0:Input"] = "1.5",
    ["SkillsEngine:Models:0:Prices:0:Output"] = "3",
    ["SkillsEngine:Models:0:LatencyP50"] = "00:00:02",
    ["SkillsEngine:Routing:TaskPreferences:code:0"] = "mine",
    ["SkillsEngine:Routing:Retry:MaxRetries"] = "1",
    ["SkillsEngine:Routing:Budgets:Limits:0:Scope"] = "Tenant",
    ["SkillsEngine:Routing:Budgets:Limits:0:LimitUsd"] = "5",
    ["SkillsEngine:Batches:DrainTimeout"] = "00:00:07",
});
var skills = builder.Services.AddSkillsEngine()
    .AddSkillsFromDirectory(folder)
    .AddDryRun()
    .AddMemoryExecutionLog()
    .AddSqliteExecutionLog(Path.Combine(folder, "log.db"))
    .AddSkillBatches(Path.Combine(folder, "batches.db"))
    .AddLearnedDifficulty()
    .UseJsonSchemaNet();
if (Environment.GetEnvironmentVariable("REDIS") is { } redis)
{
    skills.AddRedisCache(redis).AddRedisRouting(redis);
}

builder.Services.AddSkillsHealthChecks();
var app = builder.Build();
app.MapSkills();
app.MapSkillsDashboard();
app.MapHealthChecks("/health");
app.MapPost("/v1/chat/completions", () => Results.Text("""{ "error": { "message": "Wrong key.", "type": "invalid_request_error", "code": "invalid_api_key" } }""", "application/json", statusCode: 401));
await app.StartAsync();

var options = app.Services.GetRequiredService<IOptions<SkillsEngineOptions>>().Value;
var model = options.Models[0];
var budget = options.Routing.Budgets.Limits[0];
Console.WriteLine($"options: {options.DefaultTimeout} {options.Cache.KeyPrefix} {model.Id} {model.Provider} {model.Capabilities} {model.Aliases[0]} {model.Prices[0].Input} {model.Prices[0].Output} {model.LatencyP50} {options.Routing.TaskPreferences["code"][0]} {options.Routing.Retry.MaxRetries} {budget.Scope} {budget.LimitUsd} {app.Services.GetRequiredService<IOptions<BatchesOptions>>().Value.DrainTimeout}");

var engine = app.Services.GetRequiredService<ISkillExecutionEngine>();
var skill = engine.Catalog.Find("greet")!;
Show("engine", await engine.ExecuteAsync(skill, SkillInputs.From(new { FirstName = "ada", Language = Language.de })));
Show("cache", await engine.ExecuteAsync(skill, new Dictionary<string, object?> { ["first_name"] = "ada", ["language"] = "de" }));
Show("refused", await engine.ExecuteAsync(skill, SkillInputs.From(new { FirstName = 5 })));

var lines = Path.Combine(folder, "batch.jsonl");
File.WriteAllLines(lines, ["""{ "first_name": "b" }""", """{ "first_name": "c" }"""]);
var run = await engine.Batches.StartAsync(skill, BatchSource.Jsonl(lines));
Console.WriteLine($"batch: {(await engine.Batches.WaitAsync(run.Id)).Succeeded} succeeded");

await using (var runner = SkillTestRunner.Create(b => b.AddSkillsFromDirectory(folder).AddDryRun()))
{
    var report = await runner.RunAsync();
    Console.WriteLine($"tests: {report.IsSuccess}, {report.Results.Count}, {SkillTestReports.ToJUnit(report).Contains("greets", StringComparison.Ordinal)}");
}

Console.WriteLine($"jinja: {new JinjaEnvironment().Parse("{% for x in xs %}{{ x ** 2 }} {% endfor %}").Render(new Dictionary<string, object?> { ["xs"] = new object[] { 1, 2 } })}");

// The exception of another library, whose members are read by name.
var client = new OpenAIClient(new ApiKeyCredential("k"), new() { Endpoint = new(app.Urls.Single() + "/v1") }).GetChatClient("any").AsIChatClient();
await using (var other = SkillsEngine.Create(b => b.AddChatClient("gpt", client)))
{
    var failed = await other.ExecuteAsync(skill, new Dictionary<string, object?> { ["first_name"] = "ada" });
    Console.WriteLine($"chat client: {failed.Status} {failed.Attempts[0].Error}");
}

using var http = new HttpClient { BaseAddress = new(app.Urls.Single()) };
await GetAsync("/skills");
await GetAsync("/skills/greet/input.schema.json");
await GetAsync("/skills/openapi.json");
await GetAsync("/skills-ui/api/session");
await GetAsync("/skills-ui/api/skills");
await GetAsync("/health");
await PostAsync("/skills/greet", """{ "first_name": "ada", "language": "de" }""");
await PostAsync("/skills/greet", """{ "first_name": 5 }""");
await PostAsync("/skills/greet/render", """{ "first_name": "ada" }""");
await PostAsync("/skills/mcp", """{ "jsonrpc": "2.0", "id": 1, "method": "tools/list" }""");
await app.StopAsync();
Directory.Delete(folder, recursive: true);
return 0;

static void Show(string what, SkillResult result) =>
    Console.WriteLine($"{what}: {result.Status} {result.Inputs} {result.Outputs} cached: {result.CacheHit} {string.Join(", ", result.Errors.Select(static e => e.Code))}");

async Task GetAsync(string path)
{
    using var answer = await http.GetAsync(path);
    await ShowAsync(path, answer);
}

async Task PostAsync(string path, string json)
{
    using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
    if (path.EndsWith("/mcp", StringComparison.Ordinal))
    {
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
    }

    using var answer = await http.SendAsync(request);
    await ShowAsync(path, answer);
}

static async Task ShowAsync(string path, HttpResponseMessage answer)
{
    var text = await answer.Content.ReadAsStringAsync();
    Console.WriteLine($"{path}: {(int)answer.StatusCode} {answer.Content.Headers.ContentType?.MediaType} {text.Length}");
    if (answer.StatusCode >= HttpStatusCode.InternalServerError)
    {
        Console.WriteLine(text);
    }
}

internal enum Language
{
    en,
    de,
}
