using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Batches.Tests.Support;

/// <summary>A skill, items, and engines with a scripted model.</summary>
internal static class Some
{
    /// <summary>The price of one execution of <see cref="Skill"/> by <see cref="Priced"/>, in USD: 10 tokens in and 5 out.</summary>
    public const decimal Price = 0.00002m;

    public static Skill Skill { get; } = new()
    {
        Id = "echo",
        Name = "Echo",
        PromptTemplate = "Number {{ n }}",
        InputSchema = JsonElement.Parse("""{ "type": "object", "properties": { "n": { "type": "integer" }, "name": { "type": "string" } }, "required": ["n"] }"""),
        OutputSchema = JsonElement.Parse("""{ "type": "object", "properties": { "echo": { "type": "string" } }, "required": ["echo"] }"""),
        Cache = new() { Enabled = false },
        Limits = new() { Attempts = 1 },
        ModelPreferences = new() { MaxOutputTokens = 50 },
    };

    public static IEnumerable<BatchItem> Items(int count, int from = 1) =>
        Enumerable.Range(from, count).Select(static n => new BatchItem(JsonElement.Parse($$"""{"n":{{n}}}"""), $"item-{n}"));

    /// <summary>A model that answers with the last line of its prompt.</summary>
    public static FakeModelClient Model() => new FakeModelClient().Respond(static (request, _) => Task.FromResult(FakeModelClient.Answer(Answer(request))));

    public static string Answer(ModelRequest request) => $$"""{"echo":"{{TextOf(request)}}"}""";

    public static string TextOf(ModelRequest request) => request.Messages[^1].Text;

    public static SkillExecutionEngine Engine(FakeModelClient model, string journal, TimeProvider? time = null, bool priced = false, Action<SkillsEngineOptions>? configure = null) => SkillsEngine.Create(builder =>
    {
        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        builder.AddModelClient(model, [priced ? Priced(model) : model.Model()]).AddSkillBatches(journal);
        builder.Services.Configure<SkillsEngineOptions>(options =>
        {
            options.Routing.Retry.MaxRetries = 0;
            configure?.Invoke(options);
        });
    });

    /// <summary>An engine whose models are a server on this machine, with the prices of <see cref="Priced"/>.</summary>
    public static SkillExecutionEngine LiveEngine(string provider, Action<SkillsEngineBuilder> configure) => SkillsEngine.Create(builder => configure(AddLive(builder, provider)));

    public static SkillsEngineBuilder AddLive(SkillsEngineBuilder builder, string provider)
    {
        builder.AddLocal(options =>
        {
            options.BaseUrl = provider;
            options.Models.Add("echo-model");
        });
        builder.Services.Configure<SkillsEngineOptions>(static options => options.Models.Add(new FakeModelClient("local").Model("echo-model") with { MaxOutputTokens = 100, Prices = [new() { Input = 1, Output = 2 }] }));
        return builder;
    }

    /// <summary>Keeps runs in a store: journal, redis or postgres.</summary>
    public static SkillsEngineBuilder AddStore(SkillsEngineBuilder builder, string kind, string store, Action<BatchesOptions> configure) => kind switch
    {
        "journal" => builder.AddSkillBatches(options =>
        {
            options.JournalPath = store;
            configure(options);
        }),
        "redis" => builder.AddRedisBatches(c => c.ConnectionString = store, configure),
        _ => builder.AddPostgresBatches(store, configure),
    };

    /// <summary>A model with a price of one dollar for a million tokens in, and two out.</summary>
    public static ModelDefinition Priced(FakeModelClient model) => model.Model() with { MaxOutputTokens = 100, Prices = [new() { Input = 1, Output = 2 }] };

    public static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
        {
            list.Add(item);
        }

        return list;
    }
}
