using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Skills.Engine.AspNetCore.Hosting;

/// <summary>What endpoints need of the host that they are mapped in.</summary>
internal sealed record EndpointHost(IServiceProvider Services, SkillExecutionEngine Engine, TimeProvider Time, ILogger Logger, CancellationToken Stopping)
{
    /// <summary>Checks the arguments of a method that maps endpoints, and takes the services.</summary>
    /// <exception cref="InvalidOperationException"><c>AddSkillsEngine</c> was not called.</exception>
    public static EndpointHost Of(IEndpointRouteBuilder endpoints, string pattern, [CallerMemberName] string method = "")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);

        var services = endpoints.ServiceProvider;
        var engine = services.GetService<SkillExecutionEngine>()
            ?? throw new InvalidOperationException($"{method} needs the engine: call builder.Services.AddSkillsEngine() before building the application.");
        return new(
            services,
            engine,
            services.GetRequiredService<TimeProvider>(),
            (services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger(SkillDiagnostics.LogCategory),
            services.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? CancellationToken.None);
    }
}
