using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Execution;

namespace Skills.Engine;

/// <summary>The way without a container of your own.</summary>
public static class SkillsEngine
{
    /// <summary>Makes an engine from the same builder that <c>AddSkillsEngine</c> returns. Configuration is read from environment variables.</summary>
    /// <param name="configure">Adds providers, skills, a cache and rules.</param>
    /// <returns>The engine; dispose it to close what it opened.</returns>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is out of range; the message says how to fix it.</exception>
    public static SkillExecutionEngine Create(Action<SkillsEngineBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);

        var services = new ServiceCollection();
        services.AddLogging();
        configure(services.AddSkillsEngine());

        var provider = services.BuildServiceProvider();
        try
        {
            provider.GetRequiredService<StartCheck>().Run();
            var engine = provider.GetRequiredService<SkillExecutionEngine>();
            engine.Own(provider);
            return engine;
        }
        catch
        {
            _ = provider.DisposeAsync().AsTask();
            throw;
        }
    }
}
