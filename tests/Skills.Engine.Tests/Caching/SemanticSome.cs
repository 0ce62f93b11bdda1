using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Tests.Caching;

/// <summary>What tests of the semantic cache begin with.</summary>
internal static class SemanticSome
{
    public static readonly Skill Skill = With(0.8);

    public static Skill With(double threshold, params string[] fields) => CacheSome.Skill("answer") with
    {
        InputSchema = JsonElement.Parse("""{"type":"object","properties":{"text":{"type":"string"},"words":{"type":"integer"}},"required":["text"]}"""),
        OutputSchema = JsonElement.Parse("""{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"]}"""),
        Limits = new() { Attempts = 1 },
        Cache = new() { Semantic = new() { Threshold = threshold, Fields = fields } },
    };

    public static FakeModelClient Model() => new FakeModelClient().Reply("""{"n":1}""");

    public static SkillExecutionEngine Engine(FakeModelClient model, Meanings meanings, Action<SkillsEngineBuilder>? more = null, TimeProvider? time = null) => SkillsEngine.Create(builder =>
    {
        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        builder.Services.AddSingleton<ITextEmbedder>(meanings);
        builder.AddModelClient(model, model.Model());
        more?.Invoke(builder);
        builder.UseSemanticCache();
    });
}
