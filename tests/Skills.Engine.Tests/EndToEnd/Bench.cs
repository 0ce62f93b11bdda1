using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Tests.EndToEnd;

/// <summary>A whole engine before a loopback provider server, and the skill of the brief.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private Bench(LoopbackProviderServer server, SkillExecutionEngine engine)
    {
        Server = server;
        Engine = engine;
    }

    public LoopbackProviderServer Server { get; }

    public SkillExecutionEngine Engine { get; }

    public RecordingLog? Log { get; private init; }

    public static async Task<Bench> StartAsync(string api = "anthropic", Action<SkillsEngineOptions>? configure = null, Action<SkillsEngineBuilder>? more = null)
    {
        var server = await LoopbackProviderServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var log = new RecordingLog();
        var engine = SkillsEngine.Create(builder =>
        {
            builder.Services.Configure<SkillsEngineOptions>(o => configure?.Invoke(o));
            builder.AddExecutionLog(log);
            _ = api switch
            {
                "anthropic" => builder.AddAnthropic(o => { o.ApiKey = "test-key"; o.BaseUrl = server.AnthropicUrl; }),
                "openai" => builder.AddOpenAI(o => { o.ApiKey = "test-key"; o.BaseUrl = server.OpenAIUrl; }),
                "none" => builder,
                _ => throw new ArgumentOutOfRangeException(nameof(api), api, null),
            };
            more?.Invoke(builder);
        });
        return new(server, engine) { Log = log };
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await Server.DisposeAsync();
    }

    public static Skill Greeting { get; } = new()
    {
        Id = "test-skill-1",
        Name = "Test Skill",
        Slug = "test-skill",
        Version = "1.0.0",
        Description = "A test skill",
        PromptTemplate = "Generate a greeting for {{name}}",
        InputSchema = JsonElement.Parse("""{ "type": "object", "properties": { "name": { "type": "string" } }, "required": ["name"] }"""),
        OutputSchema = JsonElement.Parse("""{ "type": "object", "properties": { "greeting": { "type": "string" } }, "required": ["greeting"] }"""),
        Category = "CODE_GENERATION",
    };

    /// <summary>One model and one try, so that a failure is seen as it is.</summary>
    public static Skill OneTry(string model) => Greeting with
    {
        ModelPreferences = new() { PreferredModels = [model] },
        Limits = new() { Attempts = 1 },
        Cache = new() { Enabled = false },
    };
}
