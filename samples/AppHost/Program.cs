// dotnet run --project samples/AppHost
// Starts Redis in a container, the web API with the address of that Redis, and Aspire's dashboard with their logs, traces and metrics.

var builder = DistributedApplication.CreateBuilder(args);

var cache = builder.AddRedis("cache");

builder.AddProject<Projects.WebApi>("webapi")
    .WithReference(cache)
    .WaitFor(cache)
    .WithExternalHttpEndpoints();

await builder.Build().RunAsync();
