using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Skills.Cli.Hosting;
using Skills.Engine;

namespace Skills.Cli.Serving;

/// <summary>Serves the skills of a folder to this machine.</summary>
internal static class SkillsServer
{
    // Pages of other sites reach loopback addresses through names of their own, so only these names are answered.
    private static readonly string[] Hosts = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Makes the application; it listens when it is started.</summary>
    /// <param name="settings">The folder and the providers.</param>
    /// <param name="port">The port; 0 takes a free one.</param>
    public static WebApplication Build(EngineSettings settings, int port)
    {
        var folder = settings.Config is { } typed ? settings.Host.FullPath(typed) : settings.Host.Folder;
        var configuration = CliConfiguration.Read(settings.Host, folder);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = folder });
        builder.Logging.ClearProviders();
        // The configuration of the skills replaces the host's, so an address set there would be lost.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        EngineRegistration.AddTo(builder.Services, configuration, settings, folder).AddDryRun().AddMemoryExecutionLog();
        builder.Services.Configure<SkillsEngineOptions>(static options => options.ExecutionLog.Capture = ContentCapture.All);
        TestRunnerRegistration.AddTo(builder.Services, settings);
        builder.Services.AddSkillsHealthChecks();
        builder.Services.AddHostFiltering(static options => options.AllowedHosts = Hosts);

        var app = builder.Build();
        app.UseHostFiltering();
        app.MapSkills("/skills", static options => options.ShowHistory = true);
        app.MapHealthChecks("/health");
        app.MapSkillsDashboard("/skills-ui", static options => (options.ShowContent, options.AllowFileEdits) = (true, true));
        return app;
    }

    /// <summary>Returns the address of a started application.</summary>
    public static string AddressOf(WebApplication app) => ServerFeaturesOf(app).Addresses.First();

    private static IServerAddressesFeature ServerFeaturesOf(WebApplication app) => ((IApplicationBuilder)app).ServerFeatures.Get<IServerAddressesFeature>()!;
}
