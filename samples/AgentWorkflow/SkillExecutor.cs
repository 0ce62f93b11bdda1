using System.Text.Json;
using Microsoft.Agents.AI.Workflows;
using Skills.Engine.Batches;
using Skills.Engine.Workflows;

namespace Skills.Engine.AgentWorkflow;

/// <summary>Runs a skill as an executor of a workflow. Its inputs are the values of the ticket, and its outputs are added to them.</summary>
internal sealed class SkillExecutor(string id, Skill skill, ReplaySafeSkills skills) : Executor<Ticket, Ticket>(id)
{
    public override async ValueTask<Ticket> HandleAsync(Ticket message, IWorkflowContext context, CancellationToken cancellationToken = default)
    {
        var outputs = Tickets.OutputsOf(await skills.ExecuteAsync($"{message.Id}/{Id}", skill, message.Values, cancellationToken: cancellationToken));
        var values = new Dictionary<string, JsonElement>(message.Values);
        foreach (var output in outputs.EnumerateObject())
        {
            values[output.Name] = output.Value;
        }

        return message with { Values = values };
    }
}

/// <summary>What the executors hand on.</summary>
/// <param name="Id">The id of the ticket.</param>
/// <param name="Values">The text, and the outputs so far.</param>
internal sealed record Ticket(string Id, Dictionary<string, JsonElement> Values);
