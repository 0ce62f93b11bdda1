using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Skills.Engine;
using Skills.Engine.OrleansGrain;
using Skills.Engine.Workflows;

// Classifies a ticket and replies to it. Kill it, and run the same command again: each step is paid for once.
var folder = args is [var given] ? given : "orleans-grain";
var builder = Host.CreateEmptyApplicationBuilder(null);
builder.Services.AddSkillsEngine().AddTickets(folder);
builder.UseOrleans(static silo => silo.UseLocalhostClustering(siloPort: FreePort(), gatewayPort: FreePort()));

using var host = builder.Build();
await host.StartAsync();
var grains = host.Services.GetRequiredService<IGrainFactory>();
var kind = JsonElement.Parse(await grains.GetGrain<ISkillGrain>("ticket-4711/classify").ExecuteAsync("classify-ticket", new() { ["text"] = Tickets.Text }));
var reply = JsonElement.Parse(await grains.GetGrain<ISkillGrain>("ticket-4711/reply").ExecuteAsync("reply-to-ticket", new() { ["text"] = Tickets.Text, ["kind"] = kind.GetProperty("kind").GetString() }));
Console.WriteLine($"Reply: {reply.GetProperty("reply").GetString()}");
await host.StopAsync();

static int FreePort()
{
    using var listener = new TcpListener(IPAddress.Loopback, 0);
    listener.Start();
    return ((IPEndPoint)listener.LocalEndpoint).Port;
}
