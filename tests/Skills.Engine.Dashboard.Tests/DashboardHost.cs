using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Skills.Engine.Testing;

namespace Skills.Engine.Dashboard.Tests;

/// <summary>A real Kestrel on loopback with a few skills, a scripted model, and the dashboard.</summary>
internal sealed class DashboardHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DashboardHost(WebApplication app, FakeModelClient model)
    {
        _app = app;
        Model = model;
        Address = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };
    }

    public FakeModelClient Model { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public SkillExecutionEngine Engine => _app.Services.GetRequiredService<SkillExecutionEngine>();

    public IServiceProvider Services => _app.Services;

    public IExecutionHistory History => _app.Services.GetRequiredService<IExecutionHistory>();

    /// <summary>Starts a host.</summary>
    /// <param name="options">Options of the dashboard.</param>
    /// <param name="services">Services beside the engine's.</param>
    /// <param name="pipeline">Middleware and endpoints beside the dashboard's.</param>
    /// <param name="endpoints">Conventions of the dashboard.</param>
    /// <param name="map">Maps the dashboard another way.</param>
    /// <param name="capture">Whether the log records content.</param>
    public static async Task<DashboardHost> StartAsync(
        Action<SkillsDashboardOptions>? options = null,
        Action<WebApplicationBuilder, SkillsEngineBuilder>? services = null,
        Action<WebApplication>? pipeline = null,
        Action<IEndpointConventionBuilder>? endpoints = null,
        Func<WebApplication, Action<SkillsDashboardOptions>?, IEndpointConventionBuilder>? map = null,
        bool capture = false)
    {
        var model = new FakeModelClient().Reply($$"""{"greeting":"Hello Ada {{Some.Canary}}","score":"3"}""");
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var engine = builder.Services.AddSkillsEngine(o => o.ExecutionLog.Capture = capture ? ContentCapture.All : ContentCapture.None)
            .AddModelClient(model, model.Model())
            .AddDryRun()
            .AddMemoryExecutionLog()
            .AddSkill(Some.Greeter).AddSkill(Some.Older).AddSkill(Some.Broken);
        services?.Invoke(builder, engine);
        var app = builder.Build();
        pipeline?.Invoke(app);
        var mapped = map is null ? app.MapSkillsDashboard(configure: options) : map(app, options);
        endpoints?.Invoke(mapped);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app, model);
    }

    /// <summary>Runs the greeter, and waits until the log has the run.</summary>
    public async Task<SkillResult> RunAsync(string name, SkillExecutionContext? context = null)
    {
        var result = await Engine.ExecuteAsync("greeter", new { name }, context, TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(async () => await History.FindAsync(result.ExecutionId) is not null, "The run was not recorded.");
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
