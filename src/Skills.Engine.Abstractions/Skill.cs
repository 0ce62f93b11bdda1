using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Skills.Engine.Typed;

namespace Skills.Engine;

/// <summary>
/// A reusable prompt with structured inputs and outputs. Immutable and safe to share between threads; keep one instance
/// and run it many times, since what is compiled from it is kept with it.
/// </summary>
public sealed record Skill
{
    /// <summary>Unique and stable: part of cache keys, logs and invalidation.</summary>
    public required string Id { get; init; }

    /// <summary>The name people read.</summary>
    public required string Name { get; init; }

    /// <summary>The name programs use: lower-case letters, digits and hyphens. Default: <see cref="Id"/>.</summary>
    public string Slug { get => field ?? Id; init; }

    /// <summary>Semantic version. Default <c>0.0.0</c>.</summary>
    public string Version { get; init; } = "0.0.0";

    /// <summary>What the skill does and when to use it.</summary>
    public string Description { get; init; } = "";

    /// <summary>One user message as a Jinja2 template; exclusive with <see cref="Messages"/>.</summary>
    public string? PromptTemplate { get; init; }

    /// <summary>The conversation as templates with roles; exclusive with <see cref="PromptTemplate"/>. Roles are fixed before rendering, so no input can forge one.</summary>
    public IReadOnlyList<SkillMessage> Messages { get; init; } = [];

    /// <summary>Named pieces for <c>{% include %}</c> and <c>{% import %}</c>.</summary>
    public IReadOnlyDictionary<string, string> Partials { get; init; } = new Dictionary<string, string>();

    /// <summary>What the template does with a name it cannot find. Default: <see cref="UndefinedBehavior.Schema"/>.</summary>
    public UndefinedBehavior Undefined { get; init; }

    /// <summary>What happens to the white space around <c>{% … %}</c>. Default: <see cref="TemplateWhitespace.Trim"/>.</summary>
    public TemplateWhitespace Whitespace { get; init; }

    /// <summary>JSON Schema of the inputs; null accepts any object.</summary>
    public JsonElement? InputSchema { get; init; }

    /// <summary>Input values used where the caller gives none; an object, or null.</summary>
    public JsonElement? InputDefaults { get; init; }

    /// <summary>JSON Pointers of inputs that never appear in logs, records or recordings.</summary>
    public IReadOnlyList<string> SecretInputs { get; init; } = [];

    /// <summary>JSON Schema of the outputs; null accepts whatever can be read.</summary>
    public JsonElement? OutputSchema { get; init; }

    /// <summary>The way replies are requested, read and repaired.</summary>
    public SkillOutput Output { get; init; } = new();

    /// <summary>Task family, such as <c>CODE_REVIEW</c>; steers the router. Compared without case.</summary>
    public string Category { get; init; } = "GENERAL";

    /// <summary>Free labels for search and routing.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Which models may run it, and with which options.</summary>
    public ModelPreferences ModelPreferences { get; init; } = new();

    /// <summary>Names of the tools that a model may call, as the host registered them; empty for none. A name without a registered tool is a warning of the result.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>Checks on the outputs beyond the schema, run in order.</summary>
    public IReadOnlyList<ValidationRule> ValidationRules { get; init; } = [];

    /// <summary>Input/output pairs: few-shot messages, and the first source of the dry-run model.</summary>
    public IReadOnlyList<SkillExample> Examples { get; init; } = [];

    /// <summary>Whether and how long results are kept.</summary>
    public SkillCachePolicy Cache { get; init; } = new();

    /// <summary>Deadline, attempts, size and cost of one execution.</summary>
    public SkillLimits Limits { get; init; } = new();

    /// <summary>Life-cycle. An archived skill does not run; a deprecated one runs with a warning.</summary>
    public SkillStatus Status { get; init; } = SkillStatus.Active;

    /// <summary>The skill to use instead, as <c>name</c> or <c>name@range</c>; meaningful when deprecated or archived.</summary>
    public string? Replacement { get; init; }

    /// <summary>Other forms tried on a share of the calls, or pinned by <see cref="SkillExecutionContext.Variant"/>; empty for none.</summary>
    public IReadOnlyList<SkillVariant> Variants { get; init; } = [];

    /// <summary>The steps of a composed skill, which runs other skills instead of asking a model; null for a plain skill.</summary>
    public SkillComposition? Composition { get; init; }

    /// <summary>Makes a typed skill. Its schemas are derived from the types, with descriptions and data annotations.</summary>
    /// <typeparam name="TIn">The inputs: a record or class whose members are the inputs by name.</typeparam>
    /// <typeparam name="TOut">The outputs. With <see cref="string"/> the reply is taken as text.</typeparam>
    /// <param name="name">The name people read. The id is made from it: <c>Ticket triage</c> becomes <c>ticket-triage</c>.</param>
    /// <param name="prompt">One user message as a Jinja2 template over the inputs, in camel case unless <paramref name="options"/> say otherwise.</param>
    /// <param name="options">Naming and converters; null for camel case. Enums are written by name in addition.</param>
    /// <exception cref="ArgumentException">The name has no letter or digit.</exception>
    /// <exception cref="NotSupportedException">A type cannot be read or written as JSON.</exception>
    [RequiresUnreferencedCode(ReflectionDoor.Message)]
    [RequiresDynamicCode(ReflectionDoor.Message)]
    public static Skill<TIn, TOut> For<TIn, TOut>(string name, string prompt, JsonSerializerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(prompt);
        return TypedSkillFactory.Make(name, prompt, TypedSkillFactory.InfoOf<TIn>(options), TypedSkillFactory.InfoOf<TOut>(options));
    }

    /// <summary>Makes a typed skill from source-generated metadata, used as it is.</summary>
    /// <typeparam name="TIn">The inputs.</typeparam>
    /// <typeparam name="TOut">The outputs.</typeparam>
    /// <param name="name">As for <see cref="For{TIn, TOut}(string, string, JsonSerializerOptions?)"/>.</param>
    /// <param name="prompt">One user message as a Jinja2 template over the inputs.</param>
    /// <param name="input">The metadata of the inputs, from a <c>JsonSerializerContext</c>.</param>
    /// <param name="output">The metadata of the outputs.</param>
    public static Skill<TIn, TOut> For<TIn, TOut>(string name, string prompt, JsonTypeInfo<TIn> input, JsonTypeInfo<TOut> output)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        return TypedSkillFactory.Make(name, prompt, input, output);
    }
}

/// <summary>Life-cycle of a skill.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SkillStatus>))]
public enum SkillStatus
{
    /// <summary>Under work; runs.</summary>
    Draft,

    /// <summary>In use.</summary>
    Active,

    /// <summary>Runs, with a warning that names the replacement.</summary>
    Deprecated,

    /// <summary>Does not run.</summary>
    Archived,
}

/// <summary>What a template does with a name it cannot find.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UndefinedBehavior>))]
public enum UndefinedBehavior
{
    /// <summary>A declared optional input that is absent prints as nothing; a name the input schema does not declare is an error.</summary>
    Schema,

    /// <summary>Any missing name is an error.</summary>
    Error,

    /// <summary>Any missing name prints as nothing, as in Jinja2 by default.</summary>
    Empty,
}

/// <summary>What happens to the white space around a template's <c>{% … %}</c>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TemplateWhitespace>))]
public enum TemplateWhitespace
{
    /// <summary>A line break after a block and spaces before it on its line are removed: <c>trim_blocks</c> and <c>lstrip_blocks</c> of Jinja2.</summary>
    Trim,

    /// <summary>Everything stays, as in Jinja2 by default.</summary>
    Keep,
}

/// <summary>One input/output pair.</summary>
/// <param name="Input">An object that satisfies the input schema.</param>
/// <param name="Output">A value that satisfies the output schema.</param>
/// <param name="Name">For people; may be null.</param>
public sealed record SkillExample(JsonElement Input, JsonElement Output, string? Name = null);

/// <summary>Whether and how long results are kept.</summary>
public sealed record SkillCachePolicy
{
    /// <summary>Default true. Skills with a temperature above 0 are cached too, unless this is false.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Time-to-live; null takes <see cref="SkillsEngineOptions.DefaultCacheTtl"/>; zero stores nothing.</summary>
    public TimeSpan? Ttl { get; init; }

    /// <summary>Who may share a result. Default: <see cref="CacheScope.Shared"/>.</summary>
    public CacheScope Scope { get; init; }

    /// <summary>Overrides <see cref="SkillCacheOptions.StaleWhileRevalidate"/>; null keeps it.</summary>
    public TimeSpan? StaleWhileRevalidate { get; init; }

    /// <summary>Overrides <see cref="SkillCacheOptions.StaleIfError"/>; null keeps it.</summary>
    public TimeSpan? StaleIfError { get; init; }

    /// <summary>Overrides <see cref="SkillCacheOptions.EagerRefreshAt"/>; null keeps it.</summary>
    public double? EagerRefreshAt { get; init; }

    /// <summary>Whether the result of other inputs that mean nearly the same may be served, and how near they must be; null: only that of equal inputs. It takes effect with <c>UseSemanticCache</c>.</summary>
    public SkillSemanticCache? Semantic { get; init; }

    /// <summary>Names of <see cref="SkillExecutionContext.Metadata"/> whose values are part of the key.</summary>
    public IReadOnlyList<string> Vary { get; init; } = [];

    /// <summary>Free labels under which results can be invalidated together.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}

/// <summary>Bounds of one execution.</summary>
public sealed record SkillLimits
{
    /// <summary>Overall deadline over all attempts; null takes <see cref="SkillsEngineOptions.DefaultTimeout"/>.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Re-asks included: how often a model may be asked for a valid output. 1 to 10; null takes <see cref="SkillsEngineOptions.DefaultAttempts"/>.</summary>
    public int? Attempts { get; init; }

    /// <summary>Largest prompt, in estimated tokens; null: only the model's own limit.</summary>
    public int? MaxInputTokens { get; init; }

    /// <summary>Most that all attempts together may cost, in USD; null: no bound.</summary>
    public decimal? MaxCostUsd { get; init; }

    /// <summary>How many rounds of tool calls one execution may make, 1 to 100; null takes <see cref="SkillToolOptions.MaxRounds"/>.</summary>
    public int? MaxToolRounds { get; init; }

    /// <summary>How many tool calls one execution may make in all, 1 to 1,000; null takes <see cref="SkillToolOptions.MaxCalls"/>.</summary>
    public int? MaxToolCalls { get; init; }
}
