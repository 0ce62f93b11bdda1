using Microsoft.Extensions.Hosting;

namespace Skills.Cli.Hosting;

/// <summary>Leaves signals to the command line, which cancels the command. The usual lifetime would stop the host before.</summary>
internal sealed class CommandLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
