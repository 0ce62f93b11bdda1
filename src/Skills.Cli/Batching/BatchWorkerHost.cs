using Microsoft.Extensions.Hosting;
using Skills.Engine;

namespace Skills.Cli.Batching;

/// <summary>The host of a worker.</summary>
/// <param name="Host">The host.</param>
/// <param name="Engine">Its engine.</param>
/// <param name="Ended">Canceled when the host ends by itself.</param>
internal sealed record BatchWorkerHost(IHost Host, SkillExecutionEngine Engine, CancellationToken Ended) : IDisposable
{
    public void Dispose() => Host.Dispose();
}
