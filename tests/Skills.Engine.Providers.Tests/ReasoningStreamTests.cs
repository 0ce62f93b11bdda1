using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

/// <summary>Reasoning as events of a stream, in each vendor's form.</summary>
public sealed class ReasoningStreamTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => ["anthropic", "openai", "responses", "google", "vertex", "watsonx", "bedrock", "groq", "azure", "local", "ollama"];

    [Theory, MemberData(nameof(Names))]
    public async Task ReasoningComesBeforeTheAnswerAndIsOnTheResult(string name)
    {
        var events = await StreamAsync(name, includeText: true);

        var result = ((SkillResultEvent)events[^1]).Result;
        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Equal("First the rain, then the answer.", string.Concat(events.OfType<SkillReasoningEvent>().Select(static e => e.Text)));
        Assert.Equal("First the rain, then the answer.", result.ReasoningText);
        Assert.Equal("Ulm is wet.", string.Concat(events.OfType<SkillDeltaEvent>().Select(static e => e.Text)));
        Assert.True(events.ToList().FindLastIndex(static e => e is SkillReasoningEvent) < events.ToList().FindIndex(static e => e is SkillDeltaEvent));
        Assert.DoesNotContain("rain", events.OfType<SkillReasoningEvent>().First().ToString(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task WithoutTheSettingNobodySeesIt(string name)
    {
        var events = await StreamAsync(name, includeText: false);

        Assert.Empty(events.OfType<SkillReasoningEvent>());
        Assert.Null(((SkillResultEvent)events[^1]).Result.ReasoningText);
    }

    private static async Task<IReadOnlyList<SkillEvent>> StreamAsync(string name, bool includeText)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Enqueue(LoopbackReply.Of("Ulm is wet.") with { Reasoning = "First the rain, then the answer." });
        var provider = ProviderCase.Of(name);
        await using var engine = SkillsEngine.Create(b =>
        {
            provider.Add(b, server);
            b.AddModels(Some.Model(provider.Model, provider.Provider) with { Capabilities = (ModelCapabilities)4095, MaxOutputTokens = 50_000, ContextWindow = 200_000 });
        });
        var skill = new Skill
        {
            Id = "s",
            Name = "S",
            PromptTemplate = "Is Ulm wet?",
            Output = new() { Format = OutputFormat.Text },
            ModelPreferences = new() { Reasoning = new() { Effort = ModelReasoningEffort.Low, IncludeText = includeText } },
        };
        var events = new List<SkillEvent>();
        await foreach (var happened in engine.StreamAsync(skill, null, new() { Model = $"{provider.Provider}/{provider.Model}" }, Token))
        {
            events.Add(happened);
        }

        return events;
    }
}
