using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Skills.Benchmarks.Table;
using Skills.Engine;
using Skills.Engine.Testing;

namespace Skills.Benchmarks.Growth;

/// <summary>The curves: the whole of an execution, while one thing grows and the others stay small.</summary>
internal static class GrowthCurves
{
    private const string Reply = """{"ok":true}""";

    private static readonly int[] Kilobytes = [1, 4, 16, 64, 256];
    private static readonly object Small = new { text = "words" };

    public static IReadOnlyList<GrowthCurve> All { get; } =
    [
        new("input", "Size of the input", "KB of text", Kilobytes, static size => new(Engine(Reply), Asking("{{ text }}"), Json(new { text = new string('a', size * 1024) }))),
        new("reply", "Size of the reply", "KB of JSON", Kilobytes, static size => new(Engine(ListOf(size * 1024)), WithList(), Json(Small))),
        new("template", "Length of the template", "statements", [10, 50, 100, 250, 500], static size => new(Engine(Reply), Asking(Statements(size)), Json(Small))),
        new("rules", "Number of rules", "rules", [0, 8, 16, 32, 64], static size => new(Engine(Reply), Asking("{{ text }}") with { ValidationRules = [.. Enumerable.Repeat(Required, size)] }, Json(Small))),
        new("models", "Number of models", "models", [1, 50, 100, 250, 500], static size => new(Engine(Reply, size), Asking("{{ text }}"), Json(Small))),
    ];

    private static ValidationRule Required => new() { Type = "required_fields", Parameters = JsonElement.Parse("""{"fields":["ok"]}""") };

    private static SkillExecutionEngine Engine(string reply, int models = 1) => SkillsEngine.Create(builder =>
    {
        var client = new InstantClient(reply);
        var model = new FakeModelClient(client.Provider.Name).Model();
        builder.Services.Configure<SkillsEngineOptions>(static o => o.Catalog.Embedded = false);
        builder.AddModelClient(client, [.. Enumerable.Range(0, models).Select(i => model with { Id = $"model-{i}" })]);
    });

    private static Skill Asking(string template) => new()
    {
        Id = "growth",
        Name = "growth",
        PromptTemplate = template,
        InputSchema = JsonElement.Parse("""{"type":"object","properties":{"text":{"type":"string"}},"required":["text"]}"""),
        OutputSchema = JsonElement.Parse("""{"type":"object","properties":{"ok":{"type":"boolean"}},"required":["ok"]}"""),
    };

    private static Skill WithList() => Asking("{{ text }}") with
    {
        OutputSchema = JsonElement.Parse("""{"type":"object","properties":{"items":{"type":"array","items":{"type":"object","properties":{"name":{"type":"string"},"count":{"type":"integer","minimum":0}},"required":["name","count"]}}},"required":["items"]}"""),
    };

    private static string ListOf(int bytes)
    {
        const string Item = """{"name":"a name of some letters","count":12},""";
        return $$"""{"items":[{{string.Concat(Enumerable.Repeat(Item, Math.Max(1, bytes / Item.Length)))[..^1]}}]}""";
    }

    private static string Statements(int count)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            text.Append("{% if text %}Line {{ text | upper }}.{% endif %}\n");
        }

        return text.ToString();
    }

    private static JsonElement Json<T>(T value) => JsonSerializer.SerializeToElement(value);
}
