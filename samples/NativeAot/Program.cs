using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Skills.Engine;

// A provider on this machine, so that the sample needs no key. Redis is used when REDIS names one, such as localhost:6379.
await using var provider = Loopback.Start("""{ "title": "Water under the sink", "priority": 4, "state": "InProgress" }""");
var redis = Environment.GetEnvironmentVariable("REDIS");

await using var engine = SkillsEngine.Create(builder =>
{
    builder.AddAnthropic(o => { o.ApiKey = "any"; o.BaseUrl = provider.Url; });
    if (redis is not null)
    {
        builder.AddRedisCache(redis);
    }
});

// Types are read by generated metadata.
var triage = Skill.For("Triage", "Make a ticket of this report: {{ text }}", SampleJson.Default.Report, SampleJson.Default.Ticket);
var report = new Report($"There is water under the sink. ({Guid.NewGuid()})");
var first = await engine.ExecuteAsync(triage, report);
Console.WriteLine($"{first.Status} {first.Output} cached: {first.CacheHit} cost: {first.CostUsd}");

var second = await engine.ExecuteAsync(triage, report);
Console.WriteLine($"{second.Status} {second.Output} cached: {second.CacheHit}");

// A dictionary needs no metadata of yours.
var third = await engine.ExecuteAsync(triage.Definition, new Dictionary<string, object?> { ["text"] = "It drips." }, SampleJson.Default.Ticket);
Console.WriteLine($"{third.Status} {third.Output} cached: {third.CacheHit}");

// An anonymous object needs none either: From keeps its properties. Names are fitted to the schema, as with reflection.
var reply = new Skill
{
    Id = "reply",
    Name = "Reply",
    PromptTemplate = "{{ customer_name }}, since {{ since }}, asks: {{ questions | join(' ') }}",
    InputSchema = JsonElement.Parse("""{ "type": "object", "properties": { "customer_name": { "type": "string" }, "since": { "type": "string", "format": "date" }, "questions": { "type": "array" } } }"""),
    OutputSchema = triage.Definition.OutputSchema,
};
string[] questions = ["Why does it drip?"];
var fourth = await engine.ExecuteAsync(
    reply,
    SkillInputs.From(new { CustomerName = "Ada", Since = new DateOnly(2026, 11, 29), Questions = questions, State.InProgress, Order = SkillInputs.From(new { Id = 7, Total = 9.90m }) }),
    SampleJson.Default.Ticket);
Console.WriteLine($"{fourth.Status} {fourth.Output} from {fourth.Inputs}");

Console.WriteLine($"redis: {(redis is null ? "none" : "used")}, requests: {provider.Requests}");
return first.IsSuccess && second.CacheHit && third.IsSuccess && fourth.IsSuccess ? 0 : 1;

internal sealed record Report(string Text);

internal sealed record Ticket([property: StringLength(80)] string Title, [property: Range(1, 5)] int Priority, State State);

internal enum State
{
    Open,
    InProgress,
    Done,
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Report))]
[JsonSerializable(typeof(Ticket))]
internal sealed partial class SampleJson : JsonSerializerContext;
