using System.Text.Json;
using Microsoft.Agents.AI.Workflows;
using Skills.Engine;
using Skills.Engine.AgentWorkflow;
using Skills.Engine.Batches;
using Skills.Engine.Workflows;

// Classifies a ticket and replies to it. Kill it, and run the same command again: each step is paid for once.
var folder = args is [var given] ? given : "agent-workflow";
await using var engine = SkillsEngine.Create(builder => builder.AddTickets(folder));

var classify = new SkillExecutor("classify", Tickets.Classify, engine.ReplaySafe);
var reply = new SkillExecutor("reply", Tickets.Reply, engine.ReplaySafe);
var workflow = new WorkflowBuilder(classify).AddEdge(classify, reply).WithOutputFrom(reply).Build();

await using var run = await InProcessExecution.RunAsync(workflow, new Ticket("ticket-4711", new() { ["text"] = JsonElement.Parse($"\"{Tickets.Text}\"") }));
foreach (var happened in run.OutgoingEvents)
{
    if (happened is WorkflowErrorEvent { Exception: { } problem })
    {
        throw problem;
    }

    if (happened is WorkflowOutputEvent output && output.As<Ticket>() is { } ticket)
    {
        Console.WriteLine($"Reply: {ticket.Values["reply"]}");
    }
}
