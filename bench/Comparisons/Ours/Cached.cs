using Skills.Engine;

namespace Comparisons.Ours;

internal static class Cached
{
    public static async Task<string> RunAsync(string url)
    {
        await using var engine = SkillsEngine.Create(builder => builder.AddOpenAI(o => (o.ApiKey, o.BaseUrl) = ("any", url)));
        var greet = Skill.For<Person, string>("Greet", "Greet {{ name }}.");
        await engine.ExecuteAsync(greet, new("Alice"));
        return (await engine.ExecuteAsync(greet, new("Alice"))).Value;
    }

    internal sealed record Person(string Name);
}
