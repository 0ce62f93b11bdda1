using System.Text.Json;
using Temporalio.Workflows;

namespace Skills.Engine.TemporalActivity;

/// <summary>Classifies a ticket and replies to it.</summary>
[Workflow]
internal sealed class TicketWorkflow
{
    private static readonly ActivityOptions Options = new() { StartToCloseTimeout = TimeSpan.FromMinutes(5) };

    [WorkflowRun]
    public async Task<string> RunAsync(string text)
    {
        var kind = await Workflow.ExecuteActivityAsync((SkillActivities a) => a.RunSkillAsync(Classify(text)), Options);
        return await Workflow.ExecuteActivityAsync((SkillActivities a) => a.RunSkillAsync(Reply(text, kind)), Options);
    }

    public static StepCall Classify(string text) => new("classify-ticket", new() { ["text"] = text });

    public static StepCall Reply(string text, string kind) => new("reply-to-ticket", new() { ["text"] = text, ["kind"] = JsonElement.Parse(kind).GetProperty("kind").GetString() });
}
