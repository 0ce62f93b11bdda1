using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Skills.Engine.Naming;

/// <summary>The container of a named engine, and what its host needs of it.</summary>
/// <param name="Services">The container.</param>
/// <param name="Engine">Returns the engine.</param>
/// <param name="Check">Checks the settings.</param>
/// <param name="Hosted">Returns what starts and stops with the host.</param>
internal sealed record NamedEngineContainer(ServiceProvider Services, Func<SkillExecutionEngine> Engine, Action Check, Func<IReadOnlyList<IHostedService>> Hosted);
