using System.ComponentModel.DataAnnotations;

namespace Skills.Engine;

/// <summary>Settings of the engine, bound from the configuration section <c>SkillsEngine</c> and checked at start.</summary>
public sealed class SkillsEngineOptions
{
    /// <summary>The configuration section these are bound from.</summary>
    public const string SectionName = "SkillsEngine";

    /// <summary>Overall deadline of an execution when neither call nor skill says one.</summary>
    /// <value>Default two minutes; more than zero, at most a day.</value>
    public TimeSpan DefaultTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How often a model may be asked for a valid output when the skill does not say.</summary>
    /// <value>Default 2, so one re-ask; 1 to 10.</value>
    [Range(1, 10)]
    public int DefaultAttempts { get; set; } = 2;

    /// <summary>Longest reply asked for when the skill does not say; clamped to the model's limit.</summary>
    /// <value>Default 4,096 tokens; at least 1.</value>
    [Range(1, 10_000_000)]
    public int DefaultMaxOutputTokens { get; set; } = 4096;

    /// <summary>Whether results are cached at all.</summary>
    /// <value>Default true.</value>
    public bool CacheEnabled { get; set; } = true;

    /// <summary>Time-to-live of a result when the skill does not say.</summary>
    /// <value>Default one hour; zero stores nothing, at most a year.</value>
    public TimeSpan DefaultCacheTtl { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The cache's own settings: memory, freshness, shared store.</summary>
    public SkillCacheOptions Cache { get; } = new();

    /// <summary>Most bytes of one execution's inputs as UTF-8 JSON.</summary>
    /// <value>Default 4 MiB; at least 1.</value>
    [Range(1, int.MaxValue)]
    public int MaxInputBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Deepest nesting of inputs.</summary>
    /// <value>Default 64; 1 to 1,000.</value>
    [Range(1, 1000)]
    public int MaxInputDepth { get; set; } = 64;

    /// <summary>Longest rendered prompt, all messages together.</summary>
    /// <value>Default 4,194,304 characters; at least 1.</value>
    [Range(1, int.MaxValue)]
    public int MaxPromptCharacters { get; set; } = 4 * 1024 * 1024;

    /// <summary>How many skills keep their compiled templates, schemas and rules.</summary>
    /// <value>Default 1,000; at least 1.</value>
    [Range(1, 1_000_000)]
    public int MaxCompiledSkills { get; set; } = 1000;

    /// <summary>Models beyond the embedded catalog, or in place of its entries with the same provider and id.</summary>
    public IList<ModelDefinition> Models { get; } = [];

    /// <summary>What traces, metrics and logs say.</summary>
    public SkillDiagnosticsOptions Diagnostics { get; } = new();

    /// <summary>How finished executions are recorded.</summary>
    public ExecutionLogOptions ExecutionLog { get; } = new();

    /// <summary>Where skills are found, and how their files are checked.</summary>
    public SkillDefinitionOptions Definitions { get; } = new();

    /// <summary>Where the model catalog comes from.</summary>
    public ModelCatalogOptions Catalog { get; } = new();

    /// <summary>How models are chosen, retried, limited and learned about.</summary>
    public RoutingOptions Routing { get; } = new();

    /// <summary>Limits of reading a model's reply.</summary>
    public OutputReadingOptions Outputs { get; } = new();

    /// <summary>Limits of images, documents and recordings in prompts.</summary>
    public SkillMediaOptions Media { get; } = new();

    /// <summary>Limits of the tools that models call.</summary>
    public SkillToolOptions Tools { get; } = new();

    /// <summary>Limits of validation rules.</summary>
    public SkillRuleOptions Rules { get; } = new();
}
