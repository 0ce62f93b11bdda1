using Skills.Engine;

namespace Comparisons.Ours;

internal static class Streaming
{
    public static async Task<string> RunAsync(string url)
    {
        await using var engine = SkillsEngine.Create(builder => builder.AddOpenAI(o => (o.ApiKey, o.BaseUrl) = ("any", url)));
        var greet = Skill.For<Person, string>("Greet", "Greet {{ name }}.");
        var text = "";
        await foreach (var delta in engine.StreamAsync(greet.Definition, new { name = "Alice" }).OfType<SkillDeltaEvent>())
        {
            text += delta.Text;
        }

        return text;
    }

    internal sealed record Person(string Name);
}
