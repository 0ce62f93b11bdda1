namespace Skills.Engine.Routing.Learning.Curves;

/// <summary>Sends samples through the real router under one setting.</summary>
internal sealed class SampleReplay(IReadOnlyList<ModelDefinition> models, ModelPreferences setting, Action<SkillsEngineOptions>? configure) : IAsyncDisposable
{
    private readonly (IModelRouter Router, IDifficultyEstimator Difficulty, IAsyncDisposable Owner) _parts = ReplayRegistration.Create(models, configure);
    private readonly Skill _skill = new() { Id = "replay", Name = "Replay", ModelPreferences = setting };

    /// <summary>Returns the difficulty of a sample.</summary>
    public DifficultyEstimate? DifficultyOf(RoutingSample sample) => _parts.Difficulty.Estimate(new(_skill, [new(MessageRole.User, sample.Prompt)]));

    /// <summary>Returns the model chosen for a sample, and tells the router how that went if it is known; null when none fits.</summary>
    public async Task<ModelDefinition?> ChooseAsync(RoutingSample sample, CancellationToken cancellationToken)
    {
        ModelMessage[] messages = [new(MessageRole.User, sample.Prompt)];
        var difficulty = DifficultyOf(sample);
        var route = await _parts.Router.RouteAsync(
            new() { Skill = _skill, EstimatedInputTokens = TokenEstimator.Estimate(messages), EstimatedOutputTokens = 500, Difficulty = difficulty },
            cancellationToken).ConfigureAwait(false);
        if (route.Candidates is not [var first, ..])
        {
            return null;
        }

        if (sample.Outcomes.TryGetValue(first.Model.Id, out var outcome))
        {
            _parts.Router.Report(new()
            {
                Model = first.Model,
                Category = _skill.Category,
                SkillId = _skill.Id,
                Difficulty = difficulty,
                OutputValid = outcome.Quality >= 0.5,
            });
        }

        return first.Model;
    }

    public ValueTask DisposeAsync() => _parts.Owner.DisposeAsync();
}
