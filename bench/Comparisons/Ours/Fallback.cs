using Skills.Engine;

namespace Comparisons.Ours;

internal static class Fallback
{
    public static async Task<string> RunAsync(string url)
    {
        await using var engine = SkillsEngine.Create(builder => builder.AddOpenAI(o => (o.ApiKey, o.BaseUrl) = ("any", url)));
        var greet = Skill.For<Person, string>("Greet", "Greet {{ name }}.")
            .With(s => s with { ModelPreferences = new() { PreferredModels = ["gpt-5.6-luna", "gpt-5.4-nano"] } });
        return (await engine.ExecuteAsync(greet, new("Alice"))).Value;
    }

    internal sealed record Person(string Name);
}
