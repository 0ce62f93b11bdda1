using System.Text.Json;
using System.Text.RegularExpressions;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Reading;

/// <summary>Which models may run a skill, and with which options.</summary>
internal sealed partial class ModelSection(ReadingContext context)
{
    private static readonly (string, ModelReasoningEffort)[] Efforts = [("low", ModelReasoningEffort.Low), ("medium", ModelReasoningEffort.Medium), ("high", ModelReasoningEffort.High)];

    private static readonly (string, PromptCacheTtl)[] CacheTtls = [("5m", PromptCacheTtl.FiveMinutes), ("1h", PromptCacheTtl.OneHour)];

    private static readonly (string, ModelCapabilities)[] Capabilities =
    [
        ("json-schema", ModelCapabilities.JsonSchema), ("tools", ModelCapabilities.Tools), ("vision", ModelCapabilities.Vision), ("documents", ModelCapabilities.Documents), ("audio", ModelCapabilities.Audio),
        ("streaming", ModelCapabilities.Streaming), ("reasoning", ModelCapabilities.Reasoning), ("long-context", ModelCapabilities.LongContext),
        ("json-mode", ModelCapabilities.JsonMode), ("sampling", ModelCapabilities.Sampling), ("seed", ModelCapabilities.Seed), ("system-prompt", ModelCapabilities.SystemPrompt),
    ];

    private static readonly (string, ParallelMode)[] Modes =
    [
        ("first-success", ParallelMode.FirstSuccess), ("vote", ParallelMode.Vote), ("judge", ParallelMode.Judge),
    ];

    private static readonly (string, RoutingStrategy)[] Strategies = [("best", RoutingStrategy.Best), ("cascade", RoutingStrategy.Cascade)];

    private static readonly (string, double)[] Difficulties = [("easy", 0.15), ("medium", 0.5), ("hard", 0.85)];

    public ModelPreferences Read(KeyReader? keys)
    {
        if (keys is null)
        {
            return new();
        }

        var require = ModelCapabilities.None;
        foreach (var node in keys.TextNodes("require", distinct: true))
        {
            require |= keys.Word(node, "An entry of 'require'", Capabilities) ?? ModelCapabilities.None;
        }

        var preferences = new ModelPreferences
        {
            PreferredModels = keys.Texts("prefer", distinct: true),
            OnlyModels = keys.Texts("only", distinct: true),
            AvoidedModels = keys.Texts("avoid", distinct: true),
            Require = require,
            MinQuality = (double?)keys.Decimal("minQuality", 0, 1),
            MaxCost = keys.Decimal("maxCostUsd", 0, decimal.MaxValue),
            MaxLatency = keys.Duration("maxLatency", zero: false),
            Providers = keys.Texts("onlyProviders", distinct: true),
            PreferredProviders = keys.Texts("preferProviders", distinct: true),
            FallbackOnContentPolicy = keys.Bool("fallbackOnContentPolicy") ?? false,
            Tags = keys.Texts("tags", distinct: true),
            Regions = keys.Texts("regions", distinct: true),
            Parallel = Parallel(keys.Section("parallel")),
            Difficulty = Difficulty(keys),
            CostQuality = (double?)keys.Decimal("costQuality", 0, 1),
            Strategy = keys.Word("strategy", Strategies) ?? RoutingStrategy.Best,
            Explore = keys.Bool("explore") ?? true,
            Weights = Weights(keys.Section("weights")),
            ProviderOptions = ProviderOptions(keys),
            PromptCache = PromptCache(keys.Section("promptCache")),
        };
        preferences = Options(preferences, keys.Section("options"));
        keys.End();
        return preferences;
    }

    // A word, or a number where a word is too coarse.
    private static double? Difficulty(KeyReader keys) => keys.Map.Find("difficulty")?.Value is ScalarNode { Kind: ScalarKind.String }
        ? keys.Word("difficulty", Difficulties)
        : (double?)keys.Decimal("difficulty", 0, 1);

    private static ModelReasoning? Reasoning(KeyReader keys)
    {
        var (effort, budget, show) = (keys.Word("reasoning", Efforts), keys.Int("reasoningBudget", 1024, 1_000_000), keys.Bool("reasoningText") ?? false);
        return effort is null && budget is null && !show ? null : new() { Effort = effort, BudgetTokens = budget, IncludeText = show };
    }

    private static PromptCaching? PromptCache(KeyReader? keys)
    {
        if (keys is null)
        {
            return null;
        }

        var caching = new PromptCaching
        {
            Tools = keys.Bool("tools") ?? false,
            Ttl = keys.Word("ttl", CacheTtls) ?? PromptCacheTtl.Default,
            Key = keys.Text("key"),
            Content = keys.Text("content"),
        };
        keys.End();
        return caching;
    }

    private static ModelPreferences Options(ModelPreferences preferences, KeyReader? keys)
    {
        if (keys is null)
        {
            return preferences;
        }

        var with = preferences with
        {
            Temperature = (double?)keys.Decimal("temperature", 0, 2),
            TopP = (double?)keys.Decimal("topP", 0, 1),
            TopK = keys.Int("topK", 1),
            MaxOutputTokens = keys.Int("maxOutputTokens", 1),
            StopSequences = keys.Texts("stop"),
            Seed = keys.Long("seed", long.MinValue, long.MaxValue),
            FrequencyPenalty = (double?)keys.Decimal("frequencyPenalty", -2, 2),
            PresencePenalty = (double?)keys.Decimal("presencePenalty", -2, 2),
            Reasoning = Reasoning(keys),
            LogProbabilities = keys.Int("logprobs", 0, 20),
            Citations = keys.Bool("citations") ?? false,
        };
        keys.End();
        return with;
    }

    private static ParallelPreferences? Parallel(KeyReader? keys)
    {
        if (keys is null)
        {
            return null;
        }

        var standard = new ParallelPreferences();
        var parallel = new ParallelPreferences
        {
            Mode = keys.Word("mode", Modes) ?? standard.Mode,
            Count = keys.Int("count", 2, 5) ?? standard.Count,
            JudgeSkill = keys.Text("judge"),
        };
        if (parallel is { Mode: ParallelMode.Judge, JudgeSkill: null })
        {
            keys.Missing("judge");
        }

        keys.End();
        return parallel;
    }

    private static RoutingWeights? Weights(KeyReader? keys)
    {
        if (keys is null)
        {
            return null;
        }

        var standard = new RoutingWeights();
        var weights = new RoutingWeights(
            Weight("quality") ?? standard.Quality,
            Weight("cost") ?? standard.Cost,
            Weight("latency") ?? standard.Latency,
            Weight("health") ?? standard.Health,
            Weight("learned") ?? standard.Learned,
            Weight("task") ?? standard.Task,
            Weight("diversity") ?? standard.Diversity,
            Weight("vendor") ?? standard.Vendor);
        keys.End();
        return weights;

        double? Weight(string key) => (double?)keys.Decimal(key, 0, 1_000_000);
    }

    private JsonElement? ProviderOptions(KeyReader keys)
    {
        if (keys.MapOf("providers") is not { } map)
        {
            return null;
        }

        foreach (var (key, value) in map.Entries)
        {
            keys.AsMap(value, $"The options of provider '{key.Text}'");
        }

        return Expand(map).ToJson();
    }

    // ${env:NAME} and ${env:NAME:default} are read here and nowhere else: a prompt must not depend on the machine.
    private SkillNode Expand(SkillNode node) => node switch
    {
        MapNode map => new MapNode(map.Source, map.Start, map.End, [.. map.Entries.Select(e => e with { Value = Expand(e.Value) })]),
        ListNode list => new ListNode(list.Source, list.Start, list.End, [.. list.Items.Select(Expand)]),
        ScalarNode { Kind: ScalarKind.String } text when text.Text.Contains("${env:", StringComparison.Ordinal) =>
            new ScalarNode(text.Source, text.Start, text.End, Reference().Replace(text.Text, m => Variable(text, m)), ScalarKind.String, text.Style),
        _ => node,
    };

    private string Variable(ScalarNode node, Match match)
    {
        var name = match.Groups["name"].Value;
        if (context.Environment(name) is { } value)
        {
            return value;
        }

        if (!match.Groups["default"].Success)
        {
            context.Diagnostics.Add(SkillDiagnosticCode.MissingVariable, node, $"The environment variable '{name}' is not set. Set it, or write ${{env:{name}:default}}.");
        }

        return match.Groups["default"].Value;
    }

    [GeneratedRegex(@"\$\{env:(?<name>[A-Za-z_][A-Za-z0-9_]*)(:(?<default>[^}]*))?\}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();
}
