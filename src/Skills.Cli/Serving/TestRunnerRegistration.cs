using Microsoft.Extensions.DependencyInjection;
using Skills.Cli.Hosting;
using Skills.Engine.Evaluation;

namespace Skills.Cli.Serving;

/// <summary>The tests of the dashboard: an engine of their own, because the one that serves must not answer from recordings.</summary>
internal static class TestRunnerRegistration
{
    /// <summary>Adds the runner. Its engine is made when it is first asked for, and ends with the host.</summary>
    public static void AddTo(IServiceCollection services, EngineSettings settings)
    {
        services.AddSingleton(_ => EngineRegistration.Build(settings with { Tests = new SkillTestOptions(), Live = !settings.Dry, Watch = false }));
        services.AddSingleton(static provider => provider.GetRequiredService<CliEngine>().Tests!);
    }
}
