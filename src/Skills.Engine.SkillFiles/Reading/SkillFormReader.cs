using System.Text.Json;
using System.Text.RegularExpressions;
using Skills.Engine.Catalog;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Sources;
using Skills.JsonSchema;

namespace Skills.Engine.SkillFiles.Reading;

/// <summary>Reads our own form: the keys of <c>skill.schema.json</c>.</summary>
internal sealed partial class SkillFormReader(ReadingContext context)
{
    private static readonly (string, SkillStatus)[] Statuses =
        [("draft", SkillStatus.Draft), ("active", SkillStatus.Active), ("deprecated", SkillStatus.Deprecated), ("archived", SkillStatus.Archived)];

    private static readonly (string, CacheScope)[] Scopes = [("shared", CacheScope.Shared), ("tenant", CacheScope.Tenant), ("user", CacheScope.User)];

    private static readonly (string, OutputFormat)[] Formats =
        [("json", OutputFormat.Json), ("yaml", OutputFormat.Yaml), ("markdown", OutputFormat.Markdown), ("text", OutputFormat.Text)];

    private static readonly (string, SchemaInstructions)[] Instructions = [("auto", SchemaInstructions.Auto), ("none", SchemaInstructions.None)];

    private static readonly (string, InvalidOutputAction)[] Actions =
        [("fail", InvalidOutputAction.Fail), ("repair", InvalidOutputAction.Repair), ("retry", InvalidOutputAction.Retry)];

    private static readonly (string, LossyRepairs)[] Repairs =
        [("drop", LossyRepairs.Drop), ("round", LossyRepairs.Round), ("fill", LossyRepairs.Fill), ("truncate", LossyRepairs.Truncate), ("pick", LossyRepairs.Pick)];

    private readonly DiagnosticList _diagnostics = context.Diagnostics;
    private JsonElement? _inputSchema;
    private JsonElement? _inputDefaults;
    private IReadOnlyList<string> _secrets = [];
    private JsonElement? _outputSchema;
    private SkillOutput _output = new();
    private JsonElement? _outputValue;
    private int? _maxParallel;
    private IReadOnlyDictionary<string, SkillNode> _inputPlaces = new Dictionary<string, SkillNode>();
    private IReadOnlyDictionary<string, SkillNode> _outputPlaces = new Dictionary<string, SkillNode>();

    /// <summary>Reads the file's mapping; what is wrong is reported and left out.</summary>
    public SkillDraft Read(MapNode root)
    {
        var keys = new KeyReader(root, "a skill file", _diagnostics);
        Version(keys);
        var head = Head(keys);
        Input(keys.Section("input"));
        Output(keys.Section("output"));
        var prompt = new PromptSection(context).Read(keys, _inputSchema);
        var skill = Body(keys, WithPrompt(head, prompt));
        var tests = new TestSection(context);
        var definition = Definition(keys, skill, tests.Read(keys));

        TakeExtensions(keys);
        keys.End(context.InVariant ? ["weight"] : []);
        return new() { Definition = definition, Root = root, Templates = prompt.Templates, InputPlaces = _inputPlaces, OutputPlaces = _outputPlaces, Tests = tests.Nodes };
    }

    private Skill Head(KeyReader keys)
    {
        var name = Name(keys);
        _diagnostics.Skill = name;
        var title = Bounded(keys, "title", 0, 200);
        return new()
        {
            Id = name ?? "unnamed",
            Name = title ?? name ?? "unnamed",
            Version = Form(keys.TextNode("version"), "'version' must be a semantic version such as 1.2.0.", SemanticVersion.IsValid) ?? "0.0.0",
            Description = keys.Take("description") is null ? MissingDescription(keys) : Bounded(keys, "description", 1, 1024) ?? "",
            Category = keys.Text("category") ?? "GENERAL",
            Tags = keys.Texts("tags", distinct: true),
            Status = keys.Word("status", Statuses) ?? SkillStatus.Active,
            Replacement = Form(keys.TextNode("replacement"), "'replacement' must be name or name@range, such as ticket-triage@^2.", static r => SkillReference.TryParse(r, out _)),
        };
    }

    private static Skill WithPrompt(Skill skill, PromptSection.Result prompt) => skill with
    {
        PromptTemplate = prompt.Single,
        Messages = prompt.Messages,
        Partials = prompt.Partials,
        Undefined = prompt.Undefined,
        Whitespace = prompt.Whitespace,
    };

    // The limits come before the steps, which take 'maxParallel' from them.
    private Skill Body(KeyReader keys, Skill skill) => skill with
    {
        InputSchema = _inputSchema,
        InputDefaults = _inputDefaults,
        SecretInputs = _secrets,
        OutputSchema = _outputSchema,
        Output = _output,
        Examples = Examples(keys.Items("examples")),
        ModelPreferences = new ModelSection(context).Read(keys.Section("model")),
        ValidationRules = new RuleSection(_diagnostics).Read(keys.Items("rules")),
        Cache = Cache(keys.Section("cache")),
        Limits = Limits(keys.Section("limits")),
        Composition = new StepSection(context).Read(keys, _outputValue, _maxParallel),
        Tools = keys.Texts("tools"),
    };

    private static SkillDefinition Definition(KeyReader keys, Skill skill, IReadOnlyList<SkillTestCase> tests) => new()
    {
        Skill = skill,
        Path = keys.Map.Source.Name,
        Format = SkillFileFormat.Skill,
        Details = keys.Text("details"),
        Authors = keys.Texts("authors"),
        License = keys.Text("license"),
        Tools = skill.Tools,
        Tests = tests,
        Metadata = keys.MapOf("metadata")?.ToJson(),
    };

    // "$schema" tells editors the schema. Variants are patches over the whole file, read by SkillFileReader; here only their own keys count.
    private static void TakeExtensions(KeyReader keys)
    {
        keys.Take("variants");
        foreach (var extension in keys.Map.Entries.Where(static e => e.Key.Text is "$schema" || e.Key.Text.StartsWith("x-", StringComparison.Ordinal)))
        {
            keys.Take(extension.Key.Text);
        }
    }

    private void Version(KeyReader keys)
    {
        switch (keys.Take("skill"))
        {
            case null:
                keys.Missing("skill");
                break;
            case ScalarNode { Kind: ScalarKind.Number, Text: "1" or "1.0" }:
                break;
            case ScalarNode { Kind: ScalarKind.Number } other:
                _diagnostics.Add(SkillDiagnosticCode.FormatVersion, other, $"This reader knows format version 1; the file is of version {other.Text}.");
                break;
            case var other:
                keys.WrongType(other, "'skill'", "the format version, the number 1");
                break;
        }
    }

    private string? Name(KeyReader keys)
    {
        if (keys.Take("name") is null)
        {
            keys.Missing("name");
            return null;
        }

        return Form(keys.TextNode("name"), "'name' must be lower-case letters and digits with single hyphens between them, at most 64 in all, such as ticket-triage.", static n => n.Length <= 64 && NamePattern().IsMatch(n));
    }

    private static string MissingDescription(KeyReader keys)
    {
        keys.Missing("description");
        return "";
    }

    private string? Bounded(KeyReader keys, string key, int min, int max)
    {
        if (keys.TextNode(key) is not { } node)
        {
            return null;
        }

        if (node.Text.Length < min || node.Text.Length > max)
        {
            _diagnostics.Add(SkillDiagnosticCode.OutOfRange, node, FormattableString.Invariant($"'{key}' must have {min} to {max} characters; it has {node.Text.Length}."));
        }

        return node.Text;
    }

    private string? Form(ScalarNode? node, string sentence, Func<string, bool> isValid)
    {
        if (node is null || isValid(node.Text))
        {
            return node?.Text;
        }

        _diagnostics.Add(SkillDiagnosticCode.BadForm, node, sentence);
        return null;
    }

    private void Input(KeyReader? keys)
    {
        if (keys is null)
        {
            return;
        }

        (_inputSchema, _inputPlaces) = Schema(keys);
        _inputDefaults = Declared(keys.MapOf("defaults"))?.ToJson();
        var secrets = new List<string>();
        foreach (var node in keys.TextNodes("secret"))
        {
            if (Form(node, "A secret is a JSON Pointer to an input, such as /text.", static p => p.StartsWith('/')) is { } pointer)
            {
                secrets.Add(pointer);
            }
        }

        _secrets = secrets;
        keys.End();
    }

    // Other tools ignore a default that nothing declares; here it would fail every execution.
    private MapNode? Declared(MapNode? defaults)
    {
        if (defaults is null || !context.IsImported || ViewOf(_inputSchema) is not { IsClosed: true } inputs)
        {
            return defaults;
        }

        foreach (var (key, _) in defaults.Entries.Where(e => !inputs.Takes(e.Key.Text)))
        {
            _diagnostics.Add(SkillDiagnosticCode.NotCarried, key, $"The default of '{key.Text}' was left out: the input schema does not declare it.");
        }

        return new(defaults.Source, defaults.Start, defaults.End, [.. defaults.Entries.Where(e => inputs.Takes(e.Key.Text))]);
    }

    // A schema that is wrong is reported by the checks.
    private static SchemaView? ViewOf(JsonElement? schema)
    {
        try
        {
            return schema is { } given ? SchemaView.Of(given) : null;
        }
        catch (JsonSchemaException)
        {
            return null;
        }
    }

    private void Output(KeyReader? keys)
    {
        if (keys is null)
        {
            return;
        }

        (_outputSchema, _outputPlaces) = Schema(keys);
        _output = new()
        {
            Format = keys.Word("format", Formats) ?? OutputFormat.Json,
            Instructions = keys.Word("instructions", Instructions) ?? SchemaInstructions.Auto,
            OnInvalid = keys.Word("onInvalid", Actions) ?? InvalidOutputAction.Repair,
            Allow = Allowed(keys),
            Aliases = Aliases(keys),
        };
        _outputValue = keys.Take("value")?.ToJson();
        keys.End();
    }

    private static LossyRepairs Allowed(KeyReader keys) => keys.TextNodes("allow", distinct: true)
        .Aggregate(LossyRepairs.None, (allowed, node) => allowed | (keys.Word(node, "An entry of 'allow'", Repairs) ?? LossyRepairs.None));

    private static Dictionary<string, string> Aliases(KeyReader keys)
    {
        var aliases = new Dictionary<string, string>();
        foreach (var (key, value) in keys.MapOf("aliases")?.Entries ?? [])
        {
            if (keys.AsText(value, $"The alias '{key.Text}'") is { } real)
            {
                aliases[key.Text] = real.Text;
            }
        }

        return aliases;
    }

    private (JsonElement? Schema, IReadOnlyDictionary<string, SkillNode> Places) Schema(KeyReader keys)
    {
        switch (keys.Take("schema"))
        {
            case null:
                return (null, new Dictionary<string, SkillNode>());
            case MapNode or ScalarNode { Kind: ScalarKind.String }:
                var pico = new PicoSchema(_diagnostics, context.Limits.Schemas);
                return (pico.Convert(keys.Take("schema")!), pico.Places);
            case var other:
                keys.WrongType(other, "'schema'", "a JSON Schema or its short form");
                return (null, new Dictionary<string, SkillNode>());
        }
    }

    private List<SkillExample> Examples(IReadOnlyList<SkillNode> items)
    {
        var examples = new List<SkillExample>();
        foreach (var item in items)
        {
            if (item is not MapNode map)
            {
                _diagnostics.Add(SkillDiagnosticCode.WrongType, item, $"An example must be a mapping with 'input' and 'output', but this is {item.TypeName}.");
                continue;
            }

            if (Example(new(map, "an example", _diagnostics)) is { } example)
            {
                examples.Add(example);
            }
        }

        return examples;
    }

    private static SkillExample? Example(KeyReader keys)
    {
        var (input, output) = (keys.Take("input"), keys.Take("output"));
        if (input is null)
        {
            keys.Missing("input");
        }

        if (output is null)
        {
            keys.Missing("output");
        }

        var name = keys.Text("name");
        keys.End();
        return input is null || output is null ? null : new(input.ToJson(), output.ToJson(), name);
    }

    private static SkillCachePolicy Cache(KeyReader? keys)
    {
        if (keys is null)
        {
            return new();
        }

        var cache = new SkillCachePolicy
        {
            Enabled = keys.Bool("enabled") ?? true,
            Ttl = keys.Duration("ttl", zero: true),
            Scope = keys.Word("scope", Scopes) ?? CacheScope.Shared,
            Vary = keys.Texts("vary", distinct: true),
            Tags = keys.Texts("tags", distinct: true),
            StaleWhileRevalidate = keys.Duration("staleWhileRevalidate", zero: true),
            StaleIfError = keys.Duration("staleIfError", zero: true),
            EagerRefreshAt = (double?)keys.Decimal("eagerRefreshAt", 0.01m, 0.99m),
            Semantic = Semantic(keys.Section("semantic")),
        };
        keys.End();
        return cache;
    }

    private static SkillSemanticCache? Semantic(KeyReader? keys)
    {
        if (keys is null)
        {
            return null;
        }

        if (keys.Map.Find("threshold") is null)
        {
            keys.Missing("threshold");
        }

        var (threshold, fields) = (keys.Decimal("threshold", (decimal)SkillSemanticCache.LowestThreshold, 1), keys.Texts("fields", distinct: true));
        keys.End();
        return threshold is { } least ? new() { Threshold = (double)least, Fields = fields } : null;
    }

    private SkillLimits Limits(KeyReader? keys)
    {
        if (keys is null)
        {
            return new();
        }

        var limits = LimitKeys(keys) with { MaxToolRounds = keys.Int("maxToolRounds", 1, 100), MaxToolCalls = keys.Int("maxToolCalls", 1, 1000) };
        _maxParallel = keys.Int("maxParallel", 1, 64);
        keys.End();
        return limits;
    }

    /// <summary>The limits that steps have too.</summary>
    internal static SkillLimits LimitKeys(KeyReader keys) => new()
    {
        Timeout = keys.Duration("timeout", zero: false),
        Attempts = keys.Int("attempts", 1, 10),
        MaxInputTokens = keys.Int("maxInputTokens", 1),
        MaxCostUsd = keys.Decimal("maxCostUsd", 0, decimal.MaxValue),
    };

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex NamePattern();
}
