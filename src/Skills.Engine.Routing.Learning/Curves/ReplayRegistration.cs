using Microsoft.Extensions.DependencyInjection;

namespace Skills.Engine.Routing.Learning.Curves;

/// <summary>Makes the parts of step 4 for a replay, without the rest of a host.</summary>
internal static class ReplayRegistration
{
    /// <summary>Returns a router that knows the models, and what to dispose of.</summary>
    public static (IModelRouter Router, IDifficultyEstimator Difficulty, IAsyncDisposable Owner) Create(IReadOnlyList<ModelDefinition> models, Action<SkillsEngineOptions>? configure)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSkillsEngine(options =>
        {
            options.Catalog.Embedded = false;
            options.Routing.Explain = false;
            foreach (var model in models)
            {
                options.Models.Add(model);
            }

            configure?.Invoke(options);
        });
        foreach (var provider in models.Select(static m => m.Provider).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            services.AddSingleton<IModelClient>(new ReplayClient(provider));
        }

        var provided = services.BuildServiceProvider();
        return (provided.GetRequiredService<IModelRouter>(), provided.GetRequiredService<IDifficultyEstimator>(), provided);
    }
}
