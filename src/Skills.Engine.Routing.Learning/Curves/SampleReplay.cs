using Microsoft.Extensions.DependencyInjection;

namespace Skills.Engine.Routing.Learning.Curves;

/// <summary>Sends samples through the real router under one setting.</summary>
internal sealed class SampleReplay : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly Skill _skill;

    public SampleReplay(IReadOnlyList<ModelDefinition> models, ModelPreferences setting)
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
        });
        foreach (var provider in models.Select(static m => m.Provider).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            services.AddSingleton<IModelClient>(new ReplayClient(provider));
        }

        _services = services.BuildServiceProvider();
        _skill = new() { Id = "replay", Name = "Replay", ModelPreferences = setting };
    }

    /// <summary>Returns the model chosen for a sample, and tells the router how that went.</summary>
    public async Task<ModelDefinition?> ChooseAsync(RoutingSample sample, CancellationToken cancellationToken)
    {
        var router = _services.GetRequiredService<IModelRouter>();
        ModelMessage[] messages = [new(MessageRole.User, sample.Prompt)];
        var difficulty = _services.GetRequiredService<IDifficultyEstimator>().Estimate(new(_skill, messages));
        var route = await router.RouteAsync(
            new() { Skill = _skill, EstimatedInputTokens = TokenEstimator.Estimate(messages), EstimatedOutputTokens = 500, Difficulty = difficulty },
            cancellationToken).ConfigureAwait(false);
        if (route.Candidates is not [var first, ..])
        {
            return null;
        }

        router.Report(new()
        {
            Model = first.Model,
            Category = _skill.Category,
            SkillId = _skill.Id,
            Difficulty = difficulty,
            OutputValid = sample.Outcomes[first.Model.Id].Quality >= 0.5,
        });
        return first.Model;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
