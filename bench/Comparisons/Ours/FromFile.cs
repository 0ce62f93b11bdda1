using Skills.Engine;

namespace Comparisons.Ours;

/// <summary>As <see cref="Hello"/>, with the skill read from a file.</summary>
internal static class FromFile
{
    private const string File = """
        skill: 1
        name: greet
        description: Greets a person.
        input: { schema: { name: string } }
        prompt: Greet {{ name }}.
        output: { format: text }
        """;

    public static async Task<string> RunAsync(string url)
    {
        await using var engine = SkillsEngine.Create(builder => builder.AddOpenAI(o => (o.ApiKey, o.BaseUrl) = ("any", url)));
        var greet = new SkillFileReader().ReadText("greet.skill.yaml", File).Definition!.Skill;
        return (await engine.ExecuteAsync(greet, new Dictionary<string, object> { ["name"] = "Alice" })).Outputs!.Value.GetProperty("content").GetString()!;
    }
}
