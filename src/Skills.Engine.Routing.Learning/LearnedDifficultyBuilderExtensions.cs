using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Skills.Engine.Routing.Learning.Sharing;

namespace Skills.Engine;

/// <summary>Adds learned difficulty to the engine.</summary>
public static class LearnedDifficultyBuilderExtensions
{
    /// <summary>Learns from outcomes which requests need a strong model. The built-in estimate stays in use until the learned one is better on outcomes held back. With <c>AddRedisRouting</c>, processes learn from each other's outcomes.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="configure">Changes the settings; null for the defaults.</param>
    public static SkillsEngineBuilder AddLearnedDifficulty(this SkillsEngineBuilder builder, Action<LearnedDifficultyOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.AddOptions<LearnedDifficultyOptions>()
            .Configure(configure ?? (static _ => { }))
            .Validate(static o => o is { MaxSkills: >= 0 and <= 10_000, MinHeldBack: >= 10 and <= 100_000, StrongFrom: >= 0 and <= 1 }, "LearnedDifficultyOptions: MaxSkills must be from 0 to 10,000, MinHeldBack from 10 to 100,000, StrongFrom from 0 to 1.")
            .ValidateOnStart();
        builder.Services.TryAddSingleton<LearnedDifficultyEstimator>();
        builder.Services.TryAddSingleton<LearnedExchange>();
        builder.Services.Replace(ServiceDescriptor.Singleton<IDifficultyEstimator>(static s =>
        {
            // Sharing begins with the first estimate, not with the host: hosts without hosted services share too.
            _ = s.GetRequiredService<LearnedExchange>();
            return s.GetRequiredService<LearnedDifficultyEstimator>();
        }));
        return builder;
    }
}
