using Skills.Engine.Testing;

namespace Skills.Engine.Evaluation.Tests;

/// <summary>A folder with a skill file, a provider on the loopback, and a runner over both.</summary>
internal sealed class Bench : IAsyncDisposable
{
    public const string Key = "sk-canary-0123456789abcdefghij";

    private Bench(LoopbackProviderServer server) => Server = server;

    public LoopbackProviderServer Server { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("skills-evaluation-").FullName;

    /// <summary>Adds more to each runner; null for nothing.</summary>
    public Action<SkillsEngineBuilder>? Configure { get; init; }

    public string CassetteFolder => Path.Combine(Folder, "cassettes");

    public static async Task<Bench> StartAsync(string skill, string? tests = null, Action<SkillsEngineBuilder>? configure = null)
    {
        var bench = new Bench(await LoopbackProviderServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken)) { Configure = configure };
        bench.Server.AcceptedKey = Key;
        bench.Write(skill, tests);
        return bench;
    }

    public void Write(string skill, string? tests = null)
    {
        File.WriteAllText(Path.Combine(Folder, "triage.skill.yaml"), skill);
        if (tests is not null)
        {
            File.WriteAllText(Path.Combine(Folder, "triage.tests.yaml"), tests);
        }
    }

    /// <summary>Makes a runner. Without models there is no provider at all, as in CI.</summary>
    public SkillTestRunner Runner(SkillTestOptions options, bool withModels = true) => SkillTestRunner.Create(
        builder =>
        {
            builder.AddSkillsFromDirectory(Folder).AddDryRun();
            Configure?.Invoke(builder);
            if (withModels)
            {
                builder.AddOpenAI(o => (o.BaseUrl, o.ApiKey) = (Server.OpenAIUrl, Key));
                builder.AddModels(Model("good-model"), Model("other-model"));
            }
        },
        options with { BaseDirectory = Folder, Redaction = options.Redaction with { Secrets = [Key, .. options.Redaction.Secrets] } });

    public async Task<SkillTestReport> RunAsync(SkillTestOptions options, bool withModels = true, CancellationToken? cancellationToken = null)
    {
        await using var runner = Runner(options, withModels);
        return await runner.RunAsync(cancellationToken: cancellationToken ?? TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static ModelDefinition Model(string id) => new()
    {
        Id = id,
        Provider = "openai",
        Quality = 0.9,
        ContextWindow = 100_000,
        MaxOutputTokens = 4_000,
        Capabilities = (ModelCapabilities)2047,
        Prices = [new() { Input = 1, Output = 10 }],
    };
}
