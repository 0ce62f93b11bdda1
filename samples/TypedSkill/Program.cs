using System.ComponentModel.DataAnnotations;
using Skills.Engine;
using Skills.Engine.Testing;

// A provider on this machine, so that the sample needs no key. Its first answer has no priority.
await using var server = await LoopbackProviderServer.StartAsync();
server.Enqueue(
    """{ "title": "Water under the sink" }""",
    """{ "title": "Water under the sink", "priority": 4, "state": "in_progress" }""");

await using var engine = SkillsEngine.Create(builder => builder.AddAnthropic(o => { o.ApiKey = "any"; o.BaseUrl = server.AnthropicUrl; }));

var triage = Skill.For<Report, Ticket>("Triage", "Make a ticket of this report: {{ text }}")
    .WithRules(rules => rules.Must(t => t.Priority > 2 || t.State != State.InProgress, "Only urgent tickets are in progress at once."));

var result = await engine.ExecuteAsync(triage, new("There is water under the sink."));

Console.WriteLine(result);
Console.WriteLine(result.Value);
Console.WriteLine($"The model was asked {server.Requests.Count} times.");

internal sealed record Report(string Text);

internal sealed record Ticket([StringLength(80)] string Title, [Range(1, 5)] int Priority, State State);

internal enum State
{
    Open,
    InProgress,
    Done,
}
