using System.Text.Json;
using Skills.Engine;
using Skills.Engine.Batches;
using Skills.Engine.TemporalActivity;
using Skills.Engine.Workflows;
using Temporalio.Client;
using Temporalio.Testing;
using Temporalio.Worker;

// Classifies a ticket and replies to it. Kill it, and run the same command again: each step is paid for once.
var folder = args is [var given] ? given : "temporal-activity";
await using var engine = SkillsEngine.Create(builder => builder.AddTickets(folder));
var activities = new SkillActivities(engine.ReplaySafe, engine.Catalog);
var reply = Environment.GetEnvironmentVariable("TEMPORAL_ADDRESS") is { Length: > 0 } address ? await RunWorkflowAsync(address) : await RunActivitiesAsync();
Console.WriteLine($"Reply: {JsonElement.Parse(reply).GetProperty("reply")}");

async Task<string> RunWorkflowAsync(string address)
{
    var client = await TemporalClient.ConnectAsync(new(address));
    using var worker = new TemporalWorker(client, new TemporalWorkerOptions("tickets").AddAllActivities(activities).AddWorkflow<TicketWorkflow>());
    return await worker.ExecuteAsync(() => client.ExecuteWorkflowAsync((TicketWorkflow w) => w.RunAsync(Tickets.Text), new(id: "ticket-4711", taskQueue: "tickets")));
}

// Without a server, the SDK gives the activities the ids that a server would give them.
async Task<string> RunActivitiesAsync()
{
    var kind = await RunActivityAsync("1", TicketWorkflow.Classify(Tickets.Text));
    return await RunActivityAsync("2", TicketWorkflow.Reply(Tickets.Text, kind));
}

Task<string> RunActivityAsync(string id, StepCall call) =>
    new ActivityEnvironment { Info = ActivityEnvironment.DefaultInfo with { WorkflowId = "ticket-4711", ActivityId = id } }.RunAsync(() => activities.RunSkillAsync(call));
