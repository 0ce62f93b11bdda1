using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Skills.Engine;
using Skills.Engine.DurableTask;
using Skills.Engine.Workflows;

// Classifies a ticket and replies to it. Kill it, and run the same command again: each step is paid for once.
var folder = args is [var given] ? given : "durable-task";
var builder = Host.CreateEmptyApplicationBuilder(null);
builder.Services.AddSkillsEngine().AddTickets(folder);
builder.Services.AddInMemoryDurableTask(static tasks =>
{
    tasks.AddActivity<SkillActivity>();
    tasks.AddOrchestratorFunc<string, string>("AnswerTicket", static async (context, text) =>
    {
        var kind = await context.CallActivityAsync<JsonElement>(nameof(SkillActivity), new StepCall("classify-ticket", new() { ["text"] = text }));
        var reply = await context.CallActivityAsync<JsonElement>(nameof(SkillActivity), new StepCall("reply-to-ticket", new() { ["text"] = text, ["kind"] = kind.GetProperty("kind").GetString() }));
        return reply.GetProperty("reply").GetString()!;
    });
});

using var host = builder.Build();
await host.StartAsync();
var client = host.Services.GetRequiredService<DurableTaskClient>();
var id = await client.ScheduleNewOrchestrationInstanceAsync("AnswerTicket", Tickets.Text, new StartOrchestrationOptions("ticket-4711"));
var ended = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
Console.WriteLine(ended.RuntimeStatus == OrchestrationRuntimeStatus.Completed ? $"Reply: {ended.ReadOutputAs<string>()}" : $"{ended.RuntimeStatus}: {ended.FailureDetails?.ErrorMessage}");
await host.StopAsync();
