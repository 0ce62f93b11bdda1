using System.Text.Json;

namespace Skills.Engine.Models;

/// <summary>Reads a catalog: a list <c>models</c>, each entry as in <c>models.yaml</c>. Unknown keys are refused with their line.</summary>
internal sealed class ModelCatalogReader(decimal highestPrice)
{
    private static readonly Dictionary<string, ModelCapabilities> Capabilities = new(StringComparer.Ordinal)
    {
        ["json_schema"] = ModelCapabilities.JsonSchema,
        ["tools"] = ModelCapabilities.Tools,
        ["vision"] = ModelCapabilities.Vision,
        ["audio"] = ModelCapabilities.Audio,
        ["streaming"] = ModelCapabilities.Streaming,
        ["reasoning"] = ModelCapabilities.Reasoning,
        ["long_context"] = ModelCapabilities.LongContext,
        ["sampling"] = ModelCapabilities.Sampling,
        ["seed"] = ModelCapabilities.Seed,
        ["system_prompt"] = ModelCapabilities.SystemPrompt,
        ["json_mode"] = ModelCapabilities.JsonMode,
        ["documents"] = ModelCapabilities.Documents,
    };

    /// <summary>The newest day that a file read so far says its prices are of; null when none says one.</summary>
    public DateOnly? AsOf { get; private set; }

    /// <summary>Reads a file in YAML.</summary>
    public IReadOnlyList<ModelDefinition> ReadYaml(TextReader text, string source) => Read(YamlCatalogValue.Read(text, source), source);

    /// <summary>Reads the same in JSON.</summary>
    public IReadOnlyList<ModelDefinition> ReadJson(Stream json, string source)
    {
        using var document = JsonDocument.Parse(json);
        return Read(new JsonCatalogValue(document.RootElement), source);
    }

    private List<ModelDefinition> Read(CatalogValue? root, string source)
    {
        if (root?.Keys is null)
        {
            throw new ModelCatalogException($"{source}: expected a mapping with the list 'models'.");
        }

        var top = new CatalogNode(root, source, "as_of", "models");
        AsOf = top.Day("as_of") is { } day && !(day <= AsOf) ? day : AsOf;
        var models = new List<ModelDefinition>();
        foreach (var entry in top.List("models"))
        {
            models.Add(ReadModel(new(entry, source, ModelKeys)));
        }

        return models;
    }

    private static readonly string[] ModelKeys =
    [
        "id", "provider", "wire_id", "aliases", "quality", "limits", "capabilities", "prices", "retired", "tags", "region",
        "enabled", "only_by_name", "latency", "requests_per_minute", "input_tokens_per_minute", "output_tokens_per_minute",
    ];

    private ModelDefinition ReadModel(CatalogNode node)
    {
        var id = node.Required("id");
        var limits = node.Child("limits", "context", "input", "output", "reasoning");
        var latency = node.Child("latency", "p50_ms", "p95_ms");
        var model = new ModelDefinition
        {
            Id = id,
            Provider = node.Required("provider"),
            WireId = node.Text("wire_id") ?? id,
            Aliases = node.Texts("aliases"),
            Quality = (double)(node.Number("quality", 0, 1) ?? 0.5m),
            ContextWindow = limits?.Whole("context"),
            MaxInputTokens = limits?.Whole("input"),
            MaxOutputTokens = limits?.Whole("output"),
            ReasoningHeadroom = limits?.Whole("reasoning"),
            Capabilities = ReadCapabilities(node),
            Prices = [.. node.List("prices").Select(n => ReadPrice(new(n, node.Source, PriceKeys)))],
            LatencyP50 = Milliseconds(latency, "p50_ms"),
            LatencyP95 = Milliseconds(latency, "p95_ms"),
            Tags = node.Texts("tags"),
            Region = node.Text("region"),
            OnlyByName = node.Has("only_by_name") && node.Flag("only_by_name"),
            RetiresOn = node.Day("retired"),
            Enabled = node.Flag("enabled"),
            RequestsPerMinute = node.Whole("requests_per_minute"),
            InputTokensPerMinute = node.Whole("input_tokens_per_minute"),
            OutputTokensPerMinute = node.Whole("output_tokens_per_minute"),
        };

        PriceSanity.Check(model, highestPrice, node.LineOf("prices"));
        return model;
    }

    private static ModelCapabilities ReadCapabilities(CatalogNode node)
    {
        if (!node.Has("capabilities"))
        {
            return ModelCapabilities.SystemPrompt | ModelCapabilities.Sampling;
        }

        var all = ModelCapabilities.None;
        foreach (var name in node.Texts("capabilities"))
        {
            all |= Capabilities.TryGetValue(name, out var one)
                ? one
                : throw node.Fault("capabilities", $"'{name}' is no capability; write one of {string.Join(", ", Capabilities.Keys)}.");
        }

        return all;
    }

    private static readonly string[] PriceKeys =
    [
        "from", "input", "output", "cache_read", "cache_write_5m", "cache_write_1h",
        "long_from", "long_input", "long_output", "batch_input", "batch_output", "flex_input", "flex_output", "priority_input", "priority_output",
        "reasoning", "audio_input", "audio_output", "image_output", "web_search",
    ];

    private static ModelPrice ReadPrice(CatalogNode node) => new()
    {
        EffectiveFrom = node.Day("from") ?? DateOnly.MinValue,
        Input = node.Number("input") ?? throw node.Fault("input", "an input price is required; write 0 for a free model."),
        Output = node.Number("output") ?? throw node.Fault("output", "an output price is required; write 0 for a free model."),
        CacheRead = node.Number("cache_read"),
        CacheWrite5m = node.Number("cache_write_5m"),
        CacheWrite1h = node.Number("cache_write_1h"),
        LongContextFrom = node.Whole("long_from"),
        LongContextInput = node.Number("long_input"),
        LongContextOutput = node.Number("long_output"),
        BatchInput = node.Number("batch_input"),
        BatchOutput = node.Number("batch_output"),
        FlexInput = node.Number("flex_input"),
        FlexOutput = node.Number("flex_output"),
        PriorityInput = node.Number("priority_input"),
        PriorityOutput = node.Number("priority_output"),
        Reasoning = node.Number("reasoning"),
        AudioInput = node.Number("audio_input"),
        AudioOutput = node.Number("audio_output"),
        ImageOutput = node.Number("image_output"),
        WebSearch = node.Number("web_search"),
    };

    private static TimeSpan? Milliseconds(CatalogNode? node, string key) =>
        node?.Number(key, 0, int.MaxValue) is { } ms ? TimeSpan.FromMilliseconds((double)ms) : null;
}
