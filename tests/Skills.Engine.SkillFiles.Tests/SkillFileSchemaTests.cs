using System.Text.Json;
using System.Text.RegularExpressions;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;
using Skills.JsonSchema;

namespace Skills.Engine.SkillFiles.Tests;

/// <summary>The schema for editors knows the keys that the reader knows, no more and no fewer, and judges a file as the reader does.</summary>
public sealed partial class SkillFileSchemaTests
{
    private const string Head = "skill: 1\nname: greet\nversion: 1.0.0\ndescription: Greets a person by name in one line of a mail.\n";
    private const string Base = Head + "input: { schema: { who: string } }\noutput: { schema: { greeting: string } }\n";
    private const string Unknown = "qqqqqqqq";

    private static readonly JsonElement Schema = SkillFileSchema.Read();
    private static readonly JsonSchemaValidator Compiled = JsonSchemaValidator.Compile(Schema);

    /// <summary>The place of a mapping in the schema, and a file that has an unknown key there.</summary>
    public static TheoryData<string, string> Sections => new()
    {
        { "", Base + "prompt: Hi\nqqqqqqqq: 1\n" },
        { "/properties/input", Head + "input: { schema: { who: string }, qqqqqqqq: 1 }\nprompt: Hi\n" },
        { "/properties/output", Head + "output: { schema: { greeting: string }, qqqqqqqq: 1 }\nprompt: Hi\n" },
        { "/properties/template", Base + "template: { qqqqqqqq: 1 }\nprompt: Hi\n" },
        { "/properties/cache", Base + "cache: { qqqqqqqq: 1 }\nprompt: Hi\n" },
        { "/properties/limits", Base + "limits: { qqqqqqqq: 1 }\nprompt: Hi\n" },
        { "/properties/model", Base + "model: { qqqqqqqq: 1 }\nprompt: Hi\n" },
        { "/properties/model/properties/options", Base + "model: { options: { qqqqqqqq: 1 } }\nprompt: Hi\n" },
        { "/properties/model/properties/promptCache", Base + "model: { promptCache: { qqqqqqqq: 1 } }\nprompt: Hi\n" },
        { "/properties/model/properties/parallel", Base + "model: { parallel: { qqqqqqqq: 1 } }\nprompt: Hi\n" },
        { "/properties/model/properties/weights", Base + "model: { weights: { qqqqqqqq: 1 } }\nprompt: Hi\n" },
        { "/properties/examples/items", Base + "examples: [{ input: { who: a }, output: { greeting: b }, qqqqqqqq: 1 }]\nprompt: Hi\n" },
        { "/properties/partials/additionalProperties/anyOf/1", Base + "partials: { p: { file: x.md, qqqqqqqq: 1 } }\nprompt: Hi\n" },
        { "/$defs/message/anyOf/0", Base + "messages: [{ role: user, content: Hi, qqqqqqqq: 1 }]\n" },
        { "/$defs/message/anyOf/1", Base + "messages: [{ history: who, qqqqqqqq: 1 }]\n" },
        { "/$defs/message/anyOf/2", Base + "messages: [{ examples: true, qqqqqqqq: 1 }]\n" },
        { "/$defs/part/anyOf/1/properties/media", Base + "messages: [{ role: user, content: [{ media: { url: 'https://a.example/b.png', qqqqqqqq: 1 } }] }]\n" },
        { "/$defs/step", Base + "steps: [{ skill: other, qqqqqqqq: 1 }]\n" },
        { "/$defs/step/properties/limits", Base + "steps: [{ skill: other, limits: { qqqqqqqq: 1 } }]\n" },
        { "/$defs/test", Base + "tests: [{ name: a, input: { who: b }, expect: [{ status: success }], qqqqqqqq: 1 }]\nprompt: Hi\n" },
        { "/properties/variants/additionalProperties", Base + "prompt: Hi\nvariants: { a: { weight: 0.1, qqqqqqqq: 1 } }\n" },
        { "/properties/variants/additionalProperties/properties/model", Base + "prompt: Hi\nvariants: { a: { model: { qqqqqqqq: 1 } } }\n" },
        { "/properties/variants/additionalProperties/properties/model/properties/options", Base + "prompt: Hi\nvariants: { a: { model: { options: { qqqqqqqq: 1 } } } }\n" },
        { "/properties/variants/additionalProperties/properties/cache", Base + "prompt: Hi\nvariants: { a: { cache: { qqqqqqqq: 1 } } }\n" },
        { "/properties/variants/additionalProperties/properties/limits", Base + "prompt: Hi\nvariants: { a: { limits: { qqqqqqqq: 1 } } }\n" },
        { "/properties/variants/additionalProperties/properties/output", Base + "prompt: Hi\nvariants: { a: { output: { qqqqqqqq: 1 } } }\n" },
        { "/properties/variants/additionalProperties/properties/input", Base + "prompt: Hi\nvariants: { a: { input: { qqqqqqqq: 1 } } }\n" },
        { "/properties/variants/additionalProperties/properties/template", Base + "prompt: Hi\nvariants: { a: { template: { qqqqqqqq: 1 } } }\n" },
    };

    /// <summary>One rule of each type, with what it needs.</summary>
    public static TheoryData<string, string> Rules => new()
    {
        { "required_fields", "field: greeting" },
        { "type_check", "types: { greeting: string }" },
        { "range_check", "field: greeting, min: 1" },
        { "regex", "field: greeting, pattern: a" },
        { "expression", "expression: outputs.greeting" },
        { "length", "field: greeting, max: 9" },
        { "words", "field: greeting, max: 9" },
        { "one_of", "field: greeting, values: [a]" },
        { "not_one_of", "field: greeting, values: [a]" },
        { "format", "field: greeting, format: email" },
        { "unique", "field: greeting" },
        { "sorted", "field: greeting" },
        { "compare", "field: greeting, value: 1" },
        { "contains", "field: greeting, values: [a]" },
        { "not_contains", "field: greeting, value: a" },
        { "pii", "kinds: [email]" },
        { "secrets", "field: greeting" },
        { "similarity", "field: greeting, input: who, min: 0.5" },
        { "grounded_in", "field: greeting, input: who" },
        { "json_schema", "schema: { type: object }" },
        { "http", "url: 'https://checks.example/a'" },
        { "llm_judge", "skill: judge" },
    };

    /// <summary>What follows the head of a file, and whether it is right.</summary>
    public static TheoryData<string, bool> Files => new()
    {
        { "prompt: Hi\ninput: { schema: { who: string, age?: 'integer, in years', tags: 'string[]', any: any } }\n", true },
        { "prompt: Hi\ninput: { schema: { 'who?(object, a person)': { name: string, 'kind(enum, of it)': [a, b], 'list(array)': integer }, '(*)': any } }\n", true },
        { "prompt: Hi\ninput: { schema: { who: { type: string, maxLength: 9 }, 'nothing': null } }\n", true },
        { "prompt: Hi\ninput: { schema: { type: object, properties: { who: { type: [string, 'null'] } }, required: [who] } }\n", true },
        { "prompt: Hi\ninput: { schema: { $ref: '#/$defs/a', $defs: { a: { type: object } } } }\n", true },
        { "prompt: Hi\ninput: { schema: { anyOf: [{ type: object }, { type: 'null' }] } }\n", true },
        { "prompt: Hi\noutput: { schema: 'string, a greeting' }\n", true },
        { "prompt: Hi\ninput: { schema: { who: 5 } }\n", false },
        { "prompt: Hi\ninput: { schema: { who: [string] } }\n", false },
        { "prompt: Hi\ninput: { schema: { 'who(text)': string } }\n", false },
        { "prompt: Hi\ninput: { schema: { 'who(array': string } }\n", false },
        { "prompt: Hi\ninput: { schema: { 'who(enum)': a } }\n", false },
        { "prompt: Hi\ninput: { schema: { '(array)': string } }\n", false },
        { "prompt: Hi\ninput: { schema: { type: object, properties: { who: { type: text } } } }\n", false },
        { "prompt: Hi\ninput: { schema: { type: object, properties: { who: { type: string, maxLength: -1 } } } }\n", false },
        { "prompt: Hi\ninput: { schema: { type: object, required: who } }\n", false },
        { "prompt: Hi\nrules: [{ type: regex, field: a, pattern: b, ignore_case: true }]\n", true },
        { "prompt: Hi\nrules: [{ type: regex, field: a }]\n", false },
        { "prompt: Hi\nrules: [{ type: regex, field: a, pattern: b, min: 1 }]\n", false },
        { "prompt: Hi\nrules: [{ type: range_check, field: a }]\n", false },
        { "prompt: Hi\nrules: [{ type: range_check, field: a, min: '1' }]\n", false },
        { "prompt: Hi\nrules: [{ type: length, fields: [a, b], min: -1 }]\n", false },
        { "prompt: Hi\nrules: [{ type: format, field: a, format: emial }]\n", false },
        { "prompt: Hi\nrules: [{ type: compare, field: a, op: '=', value: 1 }]\n", false },
        { "prompt: Hi\nrules: [{ type: http, url: 'https://a.example/b', max_bytes: 17000000 }]\n", false },
        { "prompt: Hi\nrules: [{ type: required, field: a }]\n", false },
        { "prompt: Hi\nrules: [{ type: one_of, field: a, values: [b], onFail: fix, severity: warning, when: 'true', message: m }]\n", true },
        { "prompt: Hi\nvariants: { a: { weight: 0.5, model: { prefer: null, options: { temperature: 0.5 } }, prompt: Hello } }\n", true },
        { "prompt: Hi\nvariants: { a: { weight: 0.5, output: { schema: { properties: { b: null } } } } }\n", true },
        { "prompt: Hi\nvariants: { a: { model: { options: { temperature: 5 } } } }\n", false },
        { "prompt: Hi\nvariants: { a: { weight: 1.5 } }\n", false },
        { "prompt: Hi\nvariants: { a: { name: other } }\n", false },
        { "prompt: Hi\nvariants: { a: { cache: { ttl: soon } } }\n", false },
        { "prompt: Hi\nvariants: { a: text }\n", false },
        { "prompt: Hi\nvariants: { '': { weight: 0.5 } }\n", false },
        { "messages: [{ role: user, content: [{ text: a }, { media: { url: 'https://a.example/b.png', mime: image/png } }] }]\n", true },
        { "messages: [{ role: user, content: [{ text: a, media: { url: b } }] }]\n", false },
        { "messages: [{ role: user, content: [{ media: {} }] }]\n", false },
        { "messages: [{ role: user, content: [{ media: { input: who, mime: image/png, cache: true } }] }]\n", true },
        { "messages: [{ role: user, content: [{ media: { input: who, url: 'https://a.example/b.png' } }] }]\n", false },
        { "model: { promptCache: { tools: true, ttl: 1h, key: support, content: cachedContents/a }, options: { logprobs: 3, citations: true } }\nprompt: Hi\n", true },
        { "model: { promptCache: { ttl: 2h } }\nprompt: Hi\n", false },
        { "model: { options: { logprobs: 21 } }\nprompt: Hi\n", false },
        { "messages: [{ role: user, content: [{}] }]\n", false },
        { "messages: [{ role: human, content: a }]\n", false },
        { "messages: [{ history: who, last: 0 }]\n", false },
        { "messages: [{ examples: false }]\n", false },
        { "prompt: Hi\ntests: [{ name: a, input: {}, expect: [{ path: $.a, not-equals: 1 }, { length: { gte: 1 } }, { status: failed }] }]\n", true },
        { "prompt: Hi\ntests: [{ name: a, input: {}, expect: [{}] }]\n", false },
        { "prompt: Hi\ntests: [{ input: {} }]\n", false },
        { "details: Nothing is sent.\n", false },
        { "prompt: Hi\nsteps: [{ skill: a }]\n", false },
    };

    [Theory]
    [MemberData(nameof(Sections))]
    public void TheSchemaHasTheKeysThatTheReaderTakes(string place, string file)
    {
        var sentence = Assert.Single(Some.Reader().ReadText("a.skill.yaml", file).Diagnostics.Where(static d => d.Message.Contains(Unknown, StringComparison.Ordinal)).DistinctBy(static d => d.Message)).Message;
        var known = Known().Match(sentence).Groups["keys"].Value.Split(", ").ToHashSet();
        var schema = Keys(At(place));
        if (place.StartsWith("/properties/variants", StringComparison.Ordinal))
        {
            known.ExceptWith(["skill", "name", "version", "status", "replacement", "tests", "variants", "weight"]);
            schema.Remove("weight");
        }

        // The reader takes $schema for editors, and does not offer it.
        schema.Remove("$schema");
        Assert.Equal(known.Order(StringComparer.Ordinal), schema.Order(StringComparer.Ordinal));
        Assert.False(Compiled.IsValid(Tree(file)), "the schema takes the unknown key");
        Assert.Empty(Compiled.Validate(Tree(file.Replace(", qqqqqqqq: 1", "", StringComparison.Ordinal).Replace("qqqqqqqq: 1", "", StringComparison.Ordinal))).Errors.Select(static e => e.ToString()));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void TheSchemaHasTheParametersThatARuleTakes(string type, string parameters)
    {
        var file = Base + $"prompt: Hi\nrules: [{{ type: {type}, {parameters}, qqqqqqqq: 1 }}]\n";
        var sentence = Assert.Single(Some.Reader().ReadText("a.skill.yaml", file).Diagnostics, static d => d.Message.Contains(Unknown, StringComparison.Ordinal)).Message;
        var known = Taken().Match(sentence).Groups["keys"].Value.Split(", ");
        var branch = At("/$defs/rule/allOf").EnumerateArray().Single(b => b.GetProperty("if").GetProperty("properties").GetProperty("type").GetProperty("const").GetString() == type);

        Assert.Equal(known.Order(StringComparer.Ordinal), Keys(branch.GetProperty("then")).Order(StringComparer.Ordinal));
        Assert.False(Compiled.IsValid(Tree(file)), "the schema takes the unknown parameter");
        Assert.Empty(Compiled.Validate(Tree(file.Replace(", qqqqqqqq: 1", "", StringComparison.Ordinal))).Errors.Select(static e => e.ToString()));
    }

    [Fact]
    public void TheSchemaHasEveryRuleTypeExpectationAndFieldKeyword()
    {
        var types = At("/$defs/rule/properties/type/enum").EnumerateArray().Select(static t => t.GetString()!).ToList();
        var sentence = Some.Reader().ReadText("a.skill.yaml", Base + "prompt: Hi\nrules: [{ type: qqqqqqqq }]\n").Diagnostics.Single(static d => d.Message.Contains("Use one of", StringComparison.Ordinal)).Message;

        Assert.Equal(OneOf().Match(sentence).Groups["keys"].Value.Split(", ").Order(StringComparer.Ordinal), types.Order(StringComparer.Ordinal));
        Assert.Equal(types.Order(StringComparer.Ordinal), At("/$defs/rule/allOf").EnumerateArray().Select(static b => b.GetProperty("if").GetProperty("properties").GetProperty("type").GetProperty("const").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(types.Where(static t => t != "custom").Order(StringComparer.Ordinal), Rules.Select(static r => r.Data.Item1).Order(StringComparer.Ordinal));
        Assert.Equal(TestSection.Expectations.Order(StringComparer.Ordinal), Keys(At("/$defs/test/properties/expect/items")).Order(StringComparer.Ordinal));
        Assert.Equal(PicoSchema.FieldKeywords.Order(StringComparer.Ordinal), At("/$defs/fieldSchema/propertyNames/enum").EnumerateArray().Select(static k => k.GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(PicoSchema.JsonTypes.Order(StringComparer.Ordinal), At("/$defs/typeName/enum").EnumerateArray().Select(static k => k.GetString()!).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void TheSchemaAndTheReaderAgree(string rest, bool isRight)
    {
        var file = Head + rest;

        Assert.Equal(isRight, Compiled.IsValid(Tree(file)));
        Assert.Equal(isRight, Some.Reader().ReadText("a.skill.yaml", file).Diagnostics.All(static d => d.Severity != DiagnosticSeverity.Error || d.Message.Contains("output schema", StringComparison.Ordinal)));
    }

    private static HashSet<string> Keys(JsonElement schema) => [.. schema.GetProperty("properties").EnumerateObject().Select(static p => p.Name)];

    private static JsonElement At(string pointer) => pointer.Split('/').Skip(1).Aggregate(
        Schema, static (node, key) => node.ValueKind == JsonValueKind.Array ? node[int.Parse(key, System.Globalization.CultureInfo.InvariantCulture)] : node.GetProperty(key));

    private static JsonElement Tree(string text)
    {
        var diagnostics = new DiagnosticList();
        return new YamlTreeReader(new("x", text), diagnostics, new()).Read(0, text.Length)!.ToJson();
    }

    [GeneratedRegex(@"Known here: (?<keys>.+)\.$", RegexOptions.ExplicitCapture)]
    private static partial Regex Known();

    [GeneratedRegex(@"it takes (?<keys>[^.]+)\.", RegexOptions.ExplicitCapture)]
    private static partial Regex Taken();

    [GeneratedRegex(@"Use one of (?<keys>[^.]+)\.", RegexOptions.ExplicitCapture)]
    private static partial Regex OneOf();
}
