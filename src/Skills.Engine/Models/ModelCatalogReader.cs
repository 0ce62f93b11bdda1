using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Skills.Engine.Models;

/// <summary>Reads a catalog in YAML: a list <c>models</c>, each entry as in the embedded file. Unknown keys are refused with their line.</summary>
internal sealed class ModelCatalogReader(decimal highestPrice, DateOnly today)
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

    public IReadOnlyList<ModelDefinition> Read(TextReader text, string source)
    {
        var yaml = new YamlStream();
        try
        {
            yaml.Load(text);
        }
        catch (YamlException e)
        {
            throw new ModelCatalogException($"{source}, line {e.Start.Line}: not valid YAML: {e.Message}", e);
        }

        if (yaml.Documents is not [{ RootNode: YamlMappingNode root }, ..])
        {
            throw new ModelCatalogException($"{source}: expected a mapping with the list 'models'.");
        }

        var top = new CatalogNode(root, source, "as_of", "models");
        AsOf = top.Day("as_of") is { } day && !(day <= AsOf) ? day : AsOf;
        return [.. top.List("models").Select(node => ReadModel(new(node, source, ModelKeys)))];
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
            Enabled = node.Flag("enabled") && !(node.Day("retired") <= today),
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

/// <summary>A mapping of the catalog that knows its place.</summary>
internal sealed class CatalogNode
{
    private readonly YamlMappingNode _node;

    public CatalogNode(YamlNode node, string source, params string[] keys)
    {
        Source = source;
        _node = node as YamlMappingNode ?? throw new ModelCatalogException($"{source}, line {node.Start.Line}: expected a mapping.");
        foreach (var (key, _) in _node)
        {
            if (key is not YamlScalarNode { Value: { } name } || !keys.Contains(name))
            {
                throw new ModelCatalogException($"{source}, line {key.Start.Line}: unknown key '{key}'; known are {string.Join(", ", keys)}.");
            }
        }
    }

    public string Source { get; }

    public bool Has(string key) => _node.Children.ContainsKey(new YamlScalarNode(key));

    public string? Text(string key) => Get(key) is { } node
        ? (node as YamlScalarNode)?.Value ?? throw Fault(key, "expected a single value.")
        : null;

    public string Required(string key) => Text(key) is { Length: > 0 } text ? text : throw Fault(key, $"'{key}' is required.");

    public IReadOnlyList<string> Texts(string key) =>
        [.. List(key).Select(n => (n as YamlScalarNode)?.Value ?? throw Fault(key, "expected a list of texts."))];

    public IEnumerable<YamlNode> List(string key) => Get(key) switch
    {
        null => [],
        YamlSequenceNode list => list.Children,
        _ => throw Fault(key, "expected a list."),
    };

    public CatalogNode? Child(string key, params string[] keys) => Get(key) is { } node ? new(node, Source, keys) : null;

    public decimal? Number(string key, decimal lowest = decimal.MinValue, decimal highest = decimal.MaxValue)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= lowest && value <= highest
            ? value
            : throw Fault(key, $"'{text}' is not a number in its range.");
    }

    public int? Whole(string key) => Number(key, 1, int.MaxValue) is { } value
        ? value == decimal.Truncate(value) ? (int)value : throw Fault(key, $"'{value}' is not a whole number.")
        : null;

    public DateOnly? Day(string key) => Text(key) is { } text
        ? DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw Fault(key, $"'{text}' is not a day; write yyyy-MM-dd.")
        : null;

    public bool Flag(string key) => Text(key) switch
    {
        null or "true" => true,
        "false" => false,
        { } text => throw Fault(key, $"'{text}' is neither true nor false."),
    };

    public string LineOf(string key) => $"{Source}, line {(Get(key) ?? _node).Start.Line}";

    public ModelCatalogException Fault(string key, string sentence) => new($"{LineOf(key)}: {key}: {sentence}");

    private YamlNode? Get(string key) => _node.Children.TryGetValue(new YamlScalarNode(key), out var node) ? node : null;
}
