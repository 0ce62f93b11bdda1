using Microsoft.Extensions.DependencyInjection;

namespace Skills.Engine.Evaluation.Running;

/// <summary>Makes a runner with services of its own.</summary>
internal static class RunnerRegistration
{
    public static (SkillTestRunner Runner, IAsyncDisposable Owned) Build(Action<SkillsEngineBuilder> configure, SkillTestOptions? options)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        var builder = services.AddSkillsEngine();
        configure(builder);
        builder.AddSkillTests(options);

        var provider = services.BuildServiceProvider();
        return (provider.GetRequiredService<SkillTestRunner>(), provider);
    }
}
