using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Skills.Jinja;
using Skills.JsonSchema;
using Skills.Replies;

namespace Skills.Reliability.Tests.Fuzz.Doors;

/// <summary>Templates, schemas and replies of models.</summary>
internal static class LanguageDoors
{
    private static readonly string[] TemplateWords =
    [
        "{{ ", " }}", "{% ", " %}", "{#", "#}", "if x", "for i in x", "endfor", "endif", "set y = 1", "macro m(a)", "endmacro", "call m()", "endcall", "include 'p'", "import 'p' as p",
        "extends 'p'", "block b", "endblock", "raw", "endraw", "loop.index", "loop(x)", "recursive", "caller()", "super()", "|tojson", "|join(',')", "|map('upper')", "|sort", "|replace('a','b')",
        "|format(1)", "'%s' % x", "range(9999)", "x[1:2]", "x.y.z", " is defined", " not ", " and ", "~", "**", "//", "namespace(a=1)", "x|batch(3)", "|urlize", "|indent(4)", "|truncate(3)",
    ];

    private static readonly string[] SchemaWords =
    [
        "\"$ref\":\"#\"", "\"$ref\":\"#/$defs/a\"", "\"$defs\":{", "\"allOf\":[", "\"anyOf\":[{", "\"not\":{", "\"pattern\":\"^(a+)+$\"", "\"format\":\"date-time\"", "\"items\":", "\"properties\":{",
        "\"required\":[\"a\"]", "\"uniqueItems\":true", "\"multipleOf\":0.01", "\"maxLength\":3", "\"unevaluatedProperties\":false", "\"dependentSchemas\":{", "\"if\":{", "\"$dynamicRef\":\"#a\"", "\"enum\":[1,\"a\"]",
        "\"patternProperties\":{\"a\":", "\"contains\":{}", "\"minContains\":2", "\"const\":", "\"type\":\"object\"", "\"type\":[\"string\",\"null\"]",
    ];

    private static readonly string[] ReplyWords =
    [
        "```json\n", "```", "Here is the answer:", "{\"count\":", "\"items\":[", "true", "None", "True", "<answer>", "</answer>", "- a: 1\n", "a: b\n", "//comment\n", "/*", "*/", "'a'", "“", "”", "1,000", "$12.50", "...",
        "| a | b |\n|---|---|\n", "\"tags\":[\"a\"]", "<think>", "</think>",
    ];

    public static FuzzDoor Template()
    {
        var limits = new JinjaLimits { MaxSteps = 20_000, MaxOutputLength = 100_000, MaxStringLength = 100_000, MaxCreatedBytes = 2_000_000, MaxListLength = 10_000 };
        var environment = new JinjaEnvironment(new() { Limits = limits, Do = true, LoopControls = true, Loader = new JinjaMemoryLoader(new Dictionary<string, string> { ["p"] = "{% macro m(a) %}{{ a }}{% endmacro %}{% block b %}{{ x }}{% endblock %}" }) });
        var context = JsonElement.Parse("""{"x":[1,2,{"y":"text"}],"name":"Ada","n":3.5,"s":"a<b>&c","t":{"a":{"b":[1,2,3]}}}""");
        return new("template", Corpus("template"), TemplateWords, input =>
        {
            try
            {
                var template = environment.Parse(Encoding.UTF8.GetString(input));
                template.FindNames();
                template.Render(context, new Dictionary<string, object?>());
                return true;
            }
            catch (JinjaException)
            {
                return false;
            }
        });
    }

    // The first line is the schema, the second the value.
    public static FuzzDoor Schema() => new("schema", Corpus("schema"), SchemaWords, static input =>
    {
        var end = Array.IndexOf(input, (byte)'\n') is >= 0 and var newLine ? newLine : input.Length;
        if (Parse(input.AsMemory(0, end)) is not { } schema || Parse(input.AsMemory(Math.Min(end + 1, input.Length))) is not { } value)
        {
            return false;
        }

        try
        {
            var validator = JsonSchemaValidator.Compile(schema);
            validator.Validate(value);
            validator.IsValid(JsonMarshal.GetRawUtf8Value(value));
            return true;
        }
        catch (Exception e) when (e is JsonSchemaException or JsonSchemaLimitException)
        {
            return false;
        }
    });

    public static FuzzDoor Reply()
    {
        var schema = ReplySchema.Compile(ReplyShape);
        return new("reply", Corpus("reply"), ReplyWords, input => ReplyReader.Read(Encoding.UTF8.GetString(input), schema).Findings.Count == 0);
    }

    public static FuzzDoor StreamedReply()
    {
        var schema = ReplySchema.Compile(ReplyShape);
        return new("reply-stream", Corpus("reply"), ReplyWords, input =>
        {
            var text = Encoding.UTF8.GetString(input);
            var reply = ReplyReader.Stream(schema);
            for (var at = 0; at < text.Length; at += 7)
            {
                reply.Append(text.AsSpan(at, Math.Min(7, text.Length - at)));
            }

            return reply.Current.Value is not null;
        });
    }

    private static JsonElement ReplyShape { get; } = JsonElement.Parse(
        """
        { "type": "object", "required": ["count", "kind"], "properties": {
          "count": { "type": "integer" }, "kind": { "enum": ["left", "right"] }, "price": { "type": "number" }, "when": { "type": "string", "format": "date" },
          "items": { "type": "array", "items": { "type": "object", "properties": { "a": { "type": "string" }, "b": { "type": "boolean" } } } } } }
        """);

    private static IReadOnlyList<byte[]> Corpus(string name) => FuzzCorpus.Of(name);

    private static JsonElement? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonElement.Parse(json.Span);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
