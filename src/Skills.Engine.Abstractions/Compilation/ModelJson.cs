using System.Text.Json;

namespace Skills.Engine.Compilation;

/// <summary>Writes the model preferences of a skill, as <see cref="SkillJson"/> does its other parts.</summary>
internal static class ModelJson
{
    public static void Preferences(Utf8JsonWriter writer, ModelPreferences model)
    {
        Choice(writer, model);
        Options(writer, model);
    }

    private static void Choice(Utf8JsonWriter writer, ModelPreferences model)
    {
        writer.Put(nameof(model.PreferredModels), model.PreferredModels);
        writer.Put(nameof(model.OnlyModels), model.OnlyModels);
        writer.Put(nameof(model.AvoidedModels), model.AvoidedModels);
        writer.Put(nameof(model.Require), (long)model.Require);
        writer.Put(nameof(model.MinQuality), model.MinQuality);
        writer.Put(nameof(model.MaxCost), model.MaxCost);
        writer.Put(nameof(model.MaxLatency), model.MaxLatency);
        writer.Put(nameof(model.Providers), model.Providers);
        writer.Put(nameof(model.PreferredProviders), model.PreferredProviders);
        writer.Put(nameof(model.FallbackOnContentPolicy), model.FallbackOnContentPolicy);
        writer.Put(nameof(model.Tags), model.Tags);
        writer.Put(nameof(model.Regions), model.Regions);
        writer.Put(nameof(model.Parallel), model.Parallel, Parallel);
        writer.Put(nameof(model.Explore), model.Explore);
        writer.Put(nameof(model.Difficulty), model.Difficulty);
        writer.Put(nameof(model.CostQuality), model.CostQuality);
        writer.Put(nameof(model.Strategy), (long)model.Strategy);
        writer.Put(nameof(model.Weights), model.Weights, Weights);
    }

    // Members that came later are left out when nobody uses them, so that older hashes stay.
    private static void Options(Utf8JsonWriter writer, ModelPreferences model)
    {
        writer.Put(nameof(model.Temperature), model.Temperature);
        writer.Put(nameof(model.TopP), model.TopP);
        writer.Put(nameof(model.TopK), model.TopK);
        writer.Put(nameof(model.MaxOutputTokens), model.MaxOutputTokens);
        writer.Put(nameof(model.StopSequences), model.StopSequences);
        writer.Put(nameof(model.Seed), model.Seed);
        writer.Put(nameof(model.FrequencyPenalty), model.FrequencyPenalty);
        writer.Put(nameof(model.PresencePenalty), model.PresencePenalty);
        writer.Put(nameof(model.Reasoning), model.Reasoning, Reasoning);
        writer.Put(nameof(model.ProviderOptions), model.ProviderOptions);
        if (model.PromptCache is { } cache)
        {
            writer.Put(nameof(model.PromptCache), cache, PromptCache);
        }

        if (model.LogProbabilities is { } count)
        {
            writer.Put(nameof(model.LogProbabilities), count);
        }

        if (model.Citations)
        {
            writer.Put(nameof(model.Citations), value: true);
        }
    }

    private static void Parallel(Utf8JsonWriter writer, ParallelPreferences parallel)
    {
        writer.Put(nameof(parallel.Mode), (long)parallel.Mode);
        writer.Put(nameof(parallel.Count), parallel.Count);
        writer.Put(nameof(parallel.JudgeSkill), parallel.JudgeSkill);
    }

    private static void Weights(Utf8JsonWriter writer, RoutingWeights weights)
    {
        writer.Put(nameof(weights.Quality), weights.Quality);
        writer.Put(nameof(weights.Cost), weights.Cost);
        writer.Put(nameof(weights.Latency), weights.Latency);
        writer.Put(nameof(weights.Health), weights.Health);
        writer.Put(nameof(weights.Learned), weights.Learned);
        writer.Put(nameof(weights.Task), weights.Task);
        writer.Put(nameof(weights.Diversity), weights.Diversity);
        writer.Put(nameof(weights.Vendor), weights.Vendor);
    }

    private static void Reasoning(Utf8JsonWriter writer, ModelReasoning reasoning)
    {
        writer.Put(nameof(reasoning.Effort), (long?)reasoning.Effort);
        writer.Put(nameof(reasoning.BudgetTokens), reasoning.BudgetTokens);
        writer.Put(nameof(reasoning.IncludeText), reasoning.IncludeText);
        writer.Put(nameof(reasoning.ReservedTokens), reasoning.ReservedTokens);
        writer.Put(nameof(reasoning.NearestEffort), (long)reasoning.NearestEffort);
    }

    private static void PromptCache(Utf8JsonWriter writer, PromptCaching cache)
    {
        writer.Put(nameof(cache.Tools), cache.Tools);
        writer.Put(nameof(cache.Ttl), (long)cache.Ttl);
        writer.Put(nameof(cache.Key), cache.Key);
        writer.Put(nameof(cache.Content), cache.Content);
    }
}
