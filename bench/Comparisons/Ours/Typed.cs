using System.ComponentModel.DataAnnotations;
using Skills.Engine;

namespace Comparisons.Ours;

internal static class Typed
{
    public static async Task<string> RunAsync(string url)
    {
        await using var engine = SkillsEngine.Create(builder => builder.AddOpenAI(o => (o.ApiKey, o.BaseUrl) = ("any", url)));
        var triage = Skill.For<Report, Ticket>("Triage", "Make a ticket of this report: {{ text }}");
        var ticket = (await engine.ExecuteAsync(triage, new("There is water under the sink."))).Value;
        return $"{ticket.Title}, {ticket.Priority}";
    }

    internal sealed record Report(string Text);

    internal sealed record Ticket(string Title, [Range(1, 5)] int Priority);
}
